/** Puts the backup together with what the browser gives. */
import { browser } from '../platform/browser.ts'
import { endpointPattern, triedEndpoint } from '../protocol/backup.ts'
import type { Revocations } from '../protocol/revocations.ts'
import type { Store } from '../store/index.ts'
import { Backup } from './backup.ts'
import { openEndpoint } from './endpoints/open.ts'

/** Its name tells it from the other alarm. */
export const backupAlarm = 'backup'

/** Whoever woke the background comes first. Milliseconds. */
const patience = 1_000

export interface BackupParts {
  store: Store
  now(): number
  revocations: Revocations
  isUsed(): boolean
}

/** @param changed told when there is something new to see */
export function startBackup(parts: BackupParts, changed: () => void): Backup {
  const backup = new Backup({
    ...parts,
    changed,
    openEndpoint,
    wakeAt(time) {
      if (time === null) void browser.alarms.clear(backupAlarm)
      else void browser.alarms.create(backupAlarm, { when: time })
    },
    async trying(url) {
      await browser.storage.session.set({ [triedEndpoint]: endpointPattern(url) })
    },
    hasAccess: url => browser.permissions.contains({ origins: [endpointPattern(url)] }),
  })
  setTimeout(() => backup.start().catch(console.error), patience)
  return backup
}
