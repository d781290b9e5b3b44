/** What the dashboard asks of the backup. */
import {
  type BackupService,
  endpointSchema,
  leaveSchema,
  recipientSchema,
  restoreSchema,
  startSchema,
  storeName,
} from '../protocol/backup.ts'
import type { Backup } from '../sync/index.ts'
import { parse } from './parse.ts'

export function backupService({ backup }: { backup: Backup }): BackupService {
  return {
    backup: () => backup.view(),
    async probe(endpoint) {
      return backup.probe(parse(endpointSchema, endpoint))
    },
    deviceKeys: () => backup.deviceKeys(),
    async startBackup(ask) {
      const { endpoint, keyring } = parse(startSchema, ask)
      await backup.startBackup(endpoint, keyring)
    },
    async look(endpoint, store) {
      return backup.look(parse(endpointSchema, endpoint), parse(storeName, store))
    },
    async restoreBackup(ask) {
      return backup.restore(parse(restoreSchema, ask))
    },
    async stopRestore() {
      backup.stop()
    },
    drill: () => backup.drill(),
    backUpNow: () => backup.backUpNow(),
    uploadAgain: () => backup.uploadAgain(),
    async changeEndpoint(endpoint) {
      await backup.changeEndpoint(parse(endpointSchema, endpoint))
    },
    async leaveBackup(ask) {
      return backup.leave(parse(leaveSchema, ask).deleteRemote)
    },
    async setRecipient(recipient) {
      await backup.setRecipient(parse(recipientSchema, recipient))
    },
    noteExport: () => backup.noteExport(),
  }
}
