export type { Backup } from './backup.ts'
export { backupAlarm, startBackup } from './start.ts'
