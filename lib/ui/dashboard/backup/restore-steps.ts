/** The steps of a restore, and what is done in the last one. */
import { openRoot } from '../../../crypto/recovery.ts'
import type { EndpointConfig, RestoreReport } from '../../../protocol/backup.ts'
import { join } from '../../backup/keyring.ts'
import type { Dashboard } from '../service.ts'

export type RestoreStep = 'server' | 'words' | 'merge'

export interface RestoreAnswers {
  endpoint: EndpointConfig
  words: readonly string[]
  kitCode: string
  /** How this device is to be called there. */
  name: string
}

/** Words and keys stay in this page; what the background gets opens one store, for this device. */
export async function restoreWith(
  dashboard: Dashboard,
  { endpoint, words, kitCode, name }: RestoreAnswers,
): Promise<RestoreReport> {
  const device = await dashboard.ask(service => service.deviceKeys())
  const root = await openRoot(words)
  const there = await dashboard.ask(service => service.look(endpoint, root.store))
  const keyring = await join(root, there, device, name, Date.now())
  return dashboard.ask(service => service.restoreBackup({ endpoint, keyring, kitCode: kitCode.trim() }))
}
