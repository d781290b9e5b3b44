import type { BackupStateService } from '../protocol/backup.ts'

/** What pages are told where there is no backup. */
export const backupOff: BackupStateService = {
  async backup() {
    return {
      phase: 'off',
      endpoint: null,
      upToDate: null,
      isWaiting: false,
      problem: null,
      progress: null,
      devices: [],
      warnings: [],
      store: null,
      fingerprint: null,
      kitCode: null,
      exportedAt: null,
      drilledAt: null,
      recipient: null,
    }
  },
}
