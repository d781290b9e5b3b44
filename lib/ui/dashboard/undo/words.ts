/** What undoing would mean, as the owner reads it. */
import { i18n } from '#i18n'
import { numberOf } from '../words.ts'
import type { Counts, Planned } from './plan.ts'

const counted = {
  delete: 'undo.countDeleted',
  restore: 'undo.countRestored',
  change: 'undo.countChanged',
  nothing: 'undo.countUntouched',
} as const

const kinds = ['delete', 'restore', 'change', 'nothing'] as const

/** "3 records will be deleted.": one sentence for each kind that there is. */
export function countsInWords(counts: Counts): string[] {
  return kinds.flatMap(does => {
    const count = counts[does]
    return count === 0 ? [] : [i18n.t(counted[does], count, { count: numberOf(count) })]
  })
}

const fates = {
  delete: 'undo.isDeleted',
  restore: 'undo.comesBack',
  change: 'undo.isChanged',
  nothing: 'undo.isUntouched',
} as const

/** What would become of one record. */
export function fateOf({ does, isKept }: Pick<Planned, 'does' | 'isKept'>): string {
  const fate = i18n.t(fates[does])
  return isKept && does !== 'nothing' ? i18n.t('undo.inPart', { fate }) : fate
}
