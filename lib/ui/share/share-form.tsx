import { i18n } from '#i18n'
import type { Scope, Verb } from '../../protocol/api.ts'
import type { CollectionToday, Share } from '../../protocol/sharing.ts'
import { hasAlready, tickName, verbHint, verbWord } from '../words.ts'
import { Fields } from './fields.tsx'
import { Preview } from './preview.tsx'
import { Records } from './records.tsx'
import type { Browse } from './use-ask.ts'

interface ShareFormProps {
  /** As far as it can go. */
  asked: Scope
  today: CollectionToday
  /** What is granted already. */
  before: readonly Scope[]
  share: Share
  change(share: Share): void
  browse: Browse
}

/** What is ticked of one collection is shared, and nothing else: verbs, records, fields. */
export function ShareForm({ asked, today, before, share, change, browse }: ShareFormProps) {
  const isDeleteOff = share.fields !== '*'
  const tick = (verb: Verb, isTicked: boolean) => {
    const others = share.access.filter(known => known !== verb)
    change({ ...share, access: isTicked ? [...others, verb] : others })
  }
  const hintOf = (verb: Verb) => {
    if (verb === 'delete' && isDeleteOff) return i18n.t('share.needsAllFields')
    return hasAlready(before, asked, verb) ? i18n.t('share.allowedAlready') : verbHint(verb)
  }
  return (
    <>
      {asked.access.map(verb => (
        <label key={verb}>
          <input
            type="checkbox"
            aria-label={tickName(verb, asked)}
            checked={share.access.includes(verb) && !(verb === 'delete' && isDeleteOff)}
            disabled={verb === 'delete' && isDeleteOff}
            onChange={({ currentTarget }) => tick(verb, currentTarget.checked)}
          />
          <span>
            {verbWord(verb)} <span class="soft">{hintOf(verb)}</span>
          </span>
        </label>
      ))}
      <Records asked={asked} today={today} share={share} change={change} browse={browse} />
      <Fields asked={asked} today={today} share={share} change={change} />
      {today.count > 0 && share.records === 'all' && (
        <Preview collection={asked.collection} fields={share.fields} browse={browse} />
      )}
    </>
  )
}
