/** Places, progress and outcomes of the backup as the owner reads them. */
import { i18n } from '#i18n'
import type { BackupProgress, DrillReport, EndpointView, ProbeReport, RestoreReport } from '../../../protocol/backup.ts'
import { bytesOf, numberOf, recordsOf } from '../words.ts'

export function placeWords(endpoint: EndpointView): string {
  const { url } = endpoint
  if (endpoint.kind === 'webdav') {
    const { user } = endpoint
    return user ? i18n.t('backup.placeWebdavUser', { url, user }) : i18n.t('backup.placeWebdav', { url })
  }
  const { bucket, region, prefix } = endpoint
  if (prefix) return i18n.t('backup.placeS3Folder', { url, bucket, region, prefix })
  return i18n.t('backup.placeS3', { url, bucket, region })
}

const doing = {
  reading: 'backup.reading',
  uploading: 'backup.uploading',
  downloading: 'backup.downloading',
  checking: 'backup.checking',
  applying: 'backup.applying',
  comparing: 'backup.comparing',
  deleting: 'backup.deleting',
} as const satisfies Record<BackupProgress['doing'], string>

/** "Uploading: 1.2 MB of 5 MB, about 3 minutes left" */
export function progressWords({ doing: what, done, all, unit, left }: BackupProgress): string {
  const amount = unit === 'bytes' ? bytesOf : numberOf
  const total = unit === 'bytes' ? bytesOf(all) : recordsOf(all)
  const progress = i18n.t(doing[what], { done: amount(done), all: total })
  return left === null ? progress : i18n.t('backup.withLeft', { progress, left: leftWords(left) })
}

/** How long it will take, no more exactly than anybody can know. @param left milliseconds */
export function leftWords(left: number): string {
  const seconds = Math.max(0, left) / 1000
  if (seconds < 45) return i18n.t('backup.leftSeconds')
  const minutes = Math.max(1, Math.round(seconds / 60))
  if (minutes < 60) return i18n.t('backup.leftMinutes', minutes, { count: numberOf(minutes) })
  const hours = Math.round(minutes / 60)
  return i18n.t('backup.leftHours', hours, { count: numberOf(hours) })
}

/** Beyond this a request is slow enough to be mentioned. Milliseconds. */
const slow = 1000

/** What the trial of a server has shown, a sentence each. */
export function probeWords({ works, createsOnce, replacesOnce, tellsChanges, takes }: ProbeReport): string[] {
  if (!works) return [i18n.t('backup.worksNot')]
  const time =
    takes < slow
      ? i18n.t('backup.milliseconds', { count: numberOf(Math.ceil(takes)) })
      : i18n.t('backup.seconds', { count: numberOf(Math.round(takes / 100) / 10) })
  return [
    i18n.t(takes < slow ? 'backup.works' : 'backup.worksSlowly', { time }),
    i18n.t(createsOnce && replacesOnce ? 'backup.conditional' : 'backup.unconditional'),
    ...(tellsChanges ? [] : [i18n.t('backup.tellsNothing')]),
  ]
}

export function restoredWords({ records, commits, devices, bytes }: RestoreReport): string {
  const numbers = { count: numberOf(records), changes: numberOf(commits), devices: numberOf(devices) }
  const done = i18n.t('backup.restored', records, { ...numbers, size: bytesOf(bytes) })
  return `${done} ${i18n.t('backup.sitesAskAgain')}`
}

/** `isSame`: nothing has to be looked after. */
export function drillWords({ records, missing, different }: DrillReport): { isSame: boolean; words: string } {
  const count = numberOf(records)
  if (missing + different === 0) return { isSame: true, words: i18n.t('backup.drillSame', records, { count }) }
  const sentences = [
    i18n.t('backup.drillRead', records, { count }),
    missing > 0 && i18n.t('backup.drillMissing', missing, { count: numberOf(missing) }),
    different > 0 && i18n.t('backup.drillDifferent', different, { count: numberOf(different) }),
    i18n.t('backup.drillWaiting'),
  ]
  return { isSame: false, words: sentences.filter(Boolean).join(' ') }
}
