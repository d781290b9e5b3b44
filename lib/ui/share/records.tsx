import { useId } from 'preact/hooks'
import type { Records as RecordSet, Scope } from '../../protocol/api.ts'
import type { CollectionToday, Share } from '../../protocol/sharing.ts'
import { Picker } from './picker.tsx'
import { choicesWithin } from './share.ts'
import type { Browse } from './use-ask.ts'

const names: Record<RecordSet, string> = {
  all: 'All records',
  own: 'Only its own records',
  picked: 'Let me pick',
}

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
        <div class="choices" role="radiogroup" aria-label={`Which records of ${asked.collection}`}>
          {choices.map(records => (
            <label key={records}>
              <input
                type="radio"
                name={group}
                aria-label={names[records]}
                checked={share.records === records}
                onChange={() => change({ ...share, records })}
              />
              <span>{names[records]}</span>
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
