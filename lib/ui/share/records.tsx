import { useId } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Scope } from '../../protocol/api.ts'
import type { CollectionToday, Share } from '../../protocol/sharing.ts'
import { Picker } from './picker.tsx'
import { choicesWithin } from './share.ts'
import type { Browse } from './use-ask.ts'

const names = { all: 'share.all', own: 'share.own', picked: 'share.picked' } as const

interface RecordsProps {
  asked: Scope
  today: CollectionToday
  share: Share
  change(share: Share): void
  browse: Browse
}

/** Which records: all of them, those that the site makes itself, or picked ones. */
export function Records({ asked, today, share, change, browse }: RecordsProps) {
  const group = useId()
  const choices = choicesWithin(asked.records)
  return (
    <>
      {choices.length > 1 && (
        <div
          class="choices"
          role="radiogroup"
          aria-label={i18n.t('share.whichRecords', { collection: asked.collection })}
        >
          {choices.map(records => (
            <label key={records}>
              <input
                type="radio"
                name={group}
                aria-label={i18n.t(names[records])}
                checked={share.records === records}
                onChange={() => change({ ...share, records })}
              />
              <span>{i18n.t(names[records])}</span>
            </label>
          ))}
        </div>
      )}
      {share.records === 'picked' && (
        <Picker
          collection={asked.collection}
          fields={share.fields}
          before={today.picked}
          picked={share.picked}
          change={picked => change({ ...share, picked })}
          browse={browse}
        />
      )}
    </>
  )
}
