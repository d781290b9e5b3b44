import { i18n } from '#i18n'
import { hostOf } from '../../words.ts'
import { hashOf } from '../route.ts'

/** Leads to where the owner takes back what a site did. */
export function UndoLink({ origin }: { origin: string }) {
  const host = URL.canParse(origin) ? hostOf(origin) : origin
  return (
    <a
      class="button small"
      href={hashOf({ section: 'sites', origin, isUndo: true })}
      aria-label={i18n.t('undo.openOf', { host })}
    >
      {i18n.t('undo.open')}
    </a>
  )
}
