import { i18n } from '#i18n'
import type { Exported } from './export.ts'
import type { ImportedStore } from './import.ts'
import { UnfinishedError } from './import.ts'
import { LockedError, SealError } from './seal.ts'
import type { Progress } from './work.ts'

export interface Outcome {
  isError: boolean
  words: string
}

const number = (value: number) => value.toLocaleString()
const megabytes = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false }
const size = (bytes: number) =>
  bytes < 100_000
    ? i18n.t('archive.kilobytes', { size: Math.ceil(bytes / 1000) })
    : i18n.t('archive.megabytes', { size: (bytes / 1_000_000).toLocaleString(undefined, megabytes) })
const recordsInWords = (count: number) => i18n.t('archive.records', count, { count: number(count) })
const changesInWords = (count: number) => i18n.t('archive.changes', count, { count: number(count) })

const doing = {
  records: 'archive.exportingRecords',
  history: 'archive.exportingHistory',
  checking: 'archive.checking',
  importing: 'archive.importing',
} as const satisfies Record<Exclude<Progress['doing'], 'unsealing'>, string>

export const progressWords = ({ doing: what, done, all, bytes }: Progress): string =>
  what === 'unsealing'
    ? i18n.t('archive.unsealing', { size: size(bytes) })
    : i18n.t(doing[what], { done: number(done), all: number(all), size: size(bytes) })

export function exportedWords({ manifest: { files }, bytes }: Exported): Outcome {
  const records = recordsInWords(files['records.jsonl'].lines)
  const changes = changesInWords(files['commits.jsonl'].lines)
  return { isError: false, words: i18n.t('archive.isExported', { records, changes, size: size(bytes) }) }
}

export function importedWords({ footing, added, known }: ImportedStore): Outcome {
  if (added === 0) return { isError: false, words: i18n.t('archive.nothingNew') }
  const sentences = [
    i18n.t('archive.isImported', added, { count: number(added) }),
    known > 0 && i18n.t('archive.wereHere', known, { count: number(known) }),
    i18n.t(footing === 'merged' ? 'archive.isMerged' : 'archive.sitesAskAgain'),
  ]
  return { isError: false, words: sentences.filter(Boolean).join(' ') }
}

export function failedWords(what: 'export' | 'import', error: unknown): Outcome {
  const why = error instanceof Error ? error.message : String(error)
  if (error instanceof UnfinishedError) {
    const { all, cause } = error
    const [done, count] = [number(error.done), number(all)]
    const isStopped = (cause as Error | undefined)?.name === 'AbortError'
    const words = isStopped
      ? i18n.t('archive.stoppedAfter', all, { done, count })
      : i18n.t('archive.interruptedAfter', all, { why, done, count })
    return { isError: true, words }
  }
  if (error instanceof Error && error.name === 'AbortError')
    return { isError: false, words: i18n.t('archive.isStopped') }
  if (error instanceof LockedError) return { isError: true, words: i18n.t('archive.otherWords') }
  if (error instanceof SealError) return { isError: true, words: i18n.t('archive.sealDamaged') }
  return { isError: true, words: i18n.t(what === 'export' ? 'archive.exportFailed' : 'archive.importFailed', { why }) }
}
