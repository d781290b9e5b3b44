import { i18n } from '#i18n'
import type { FieldChange } from '../../../protocol/history.ts'
import { shownChangeOf } from './change.ts'

/** What stood in a field before and what then. What went is struck through, what came is underlined. */
export function Difference({
  change,
  isFirst = false,
  before: beforeWord = 'history.before',
  after: afterWord = 'history.after',
}: {
  change: FieldChange
  /** The record began with it. */
  isFirst?: boolean
  before?: 'history.before' | 'undo.now'
  after?: 'history.after' | 'undo.then'
}) {
  const shown = shownChangeOf(change)
  const cut = change.isCut && <p class="soft">{i18n.t('history.isShortened')}</p>
  if ('parts' in shown) {
    return (
      <>
        <p class="difference">
          {shown.parts.map(({ what, text }, i) => {
            if (what === 'gone') return <del key={i}>{text}</del>
            return what === 'new' ? <ins key={i}>{text}</ins> : text
          })}
        </p>
        {cut}
      </>
    )
  }
  const { before, after } = shown
  if (isFirst && after !== undefined) {
    return (
      <>
        <p class="difference">{after || <Empty />}</p>
        {cut}
      </>
    )
  }
  return (
    <>
      <dl class="sides">
        <dt>{i18n.t(beforeWord)}</dt>
        <dd class="difference">{before === undefined ? <NotThere /> : <del>{before || <Empty />}</del>}</dd>
        <dt>{i18n.t(afterWord)}</dt>
        <dd class="difference">{after === undefined ? <NotThere /> : <ins>{after || <Empty />}</ins>}</dd>
      </dl>
      {cut}
    </>
  )
}

const Empty = () => <span class="soft">{i18n.t('history.empty')}</span>
const NotThere = () => <span class="soft">{i18n.t('history.notThere')}</span>
