import { i18n } from '#i18n'
import type { ActivityLine } from '../../../protocol/activity.ts'
import { hostOf } from '../../words.ts'
import { VirtualList } from '../data/virtual-list.tsx'
import { hashOf } from '../route.ts'
import { timeWords } from '../words.ts'
import type { ActivityLog } from './log.ts'
import { wordsOf } from './words.ts'

const keyOf = ({ n, i }: ActivityLine) => `${n}.${i}`

/** Each line leads to all that its site has done. */
export function ActivityRows({ log }: { log: ActivityLog }) {
  const { lines } = log
  const last = lines.at(-1)
  return (
    <VirtualList
      label={i18n.t('activity.activity')}
      items={lines}
      keyOf={keyOf}
      hrefOf={({ origin }) => hashOf({ section: 'activity', origin })}
      shows={shown => {
        if (last && shown.includes(last)) void log.more()
      }}
      row={line => {
        const words = wordsOf(line)
        return (
          <>
            <span class="title" title={words}>
              {words}
            </span>
            <span class="soft rest">
              {URL.canParse(line.origin) ? hostOf(line.origin) : line.origin}
              {' · '}
              <time dateTime={new Date(line.time).toISOString()}>{timeWords(line)}</time>
            </span>
          </>
        )
      }}
    />
  )
}
