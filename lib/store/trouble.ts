/** What is wrong where the store could not be opened. Pure. */
import type { Trouble, TroubleKind } from '../protocol/trouble.ts'

const kinds: Readonly<Record<string, TroubleKind>> = {
  // The database has a higher version than the one that was asked for: it was not touched.
  VersionError: 'newer',
  QuotaExceededError: 'full',
}

export function troubleOf(error: unknown): Trouble {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  return { kind: kinds[name] ?? 'broken', detail: `${name}: ${message}` }
}
