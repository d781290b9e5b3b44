/** What the emergency kit says. */
import type { Root } from '../../../crypto/recovery.ts'
import type { BackupView, EndpointView } from '../../../protocol/backup.ts'

export interface Kit {
  words: readonly string[]
  /** Opens sealed exports with the stock `age` command. */
  identity: string
  fingerprint: string
  /** Null: the words seal exports alone, and there is no backup. */
  backup: { endpoint: EndpointView; store: string; code: string | null } | null
}

/** @param endpoint of the backup that these words open; null: there is none */
export function kitOf(
  words: readonly string[],
  root: Root,
  endpoint: EndpointView | null,
  { kitCode, fingerprint }: Pick<BackupView, 'kitCode' | 'fingerprint'>,
): Kit {
  const backup = endpoint && { endpoint, store: root.store, code: kitCode }
  return { words, identity: root.identity, fingerprint: inGroups(fingerprint ?? root.publicKey), backup }
}

/** Whether the words are those that this store knows. */
export const isRootOf = (root: Root, { store, recipient }: BackupView): boolean =>
  (store === null || store === root.store) && (recipient === null || recipient === root.recipient)

/** By fours, so that it can be compared and copied by hand. */
export const inGroups = (text: string): string =>
  text
    .replaceAll(/\s/g, '')
    .match(/.{1,4}/gu)
    ?.join(' ') ?? ''
