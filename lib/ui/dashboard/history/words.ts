/** Who did what to a record, as the owner reads it. */
import { i18n } from '#i18n'
import type { HistoryEntry } from '../../../protocol/history.ts'
import { hostOf } from '../../words.ts'

const deeds = {
  created: 'history.created',
  changed: 'history.changed',
  deleted: 'history.deleted',
  restored: 'history.restored',
} as const

/** "notes.example changed it" */
export function deedOf({ by, what }: Pick<HistoryEntry, 'by' | 'what'>): string {
  const writer = by === 'owner' ? i18n.t('history.you') : URL.canParse(by) ? hostOf(by) : by
  return i18n.t(deeds[what], { writer })
}
