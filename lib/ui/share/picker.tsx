import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { maxPicked } from '../../protocol/sharing.ts'
import type { Browse } from './use-ask.ts'
import { useFound } from './use-found.ts'

const step = 50

interface PickerProps {
  collection: string
  /** The site would see these, so the owner does. */
  fields: string[] | '*'
  /** Shared already. */
  before: readonly string[]
  picked: readonly string[]
  change(picked: string[]): void
  browse: Browse
}

/** The owner's records with a tick-box each, and a search over them. */
export function Picker({ collection, fields, before, picked, change, browse }: PickerProps) {
  const [text, setText] = useState('')
  const [most, setMost] = useState(step)
  const [first] = useState(picked) // what is picked already stands where it is seen
  const { lines, hasMore, isLooking, problem } = useFound(browse, collection, text, fields, most, first)
  const tick = (id: string, isTicked: boolean) => {
    const others = picked.filter(known => known !== id)
    change(isTicked && others.length < maxPicked ? [...others, id] : others)
  }
  return (
    <section class="picker" aria-label={i18n.t('share.toShare', { collection })}>
      <input
        type="search"
        aria-label={i18n.t('share.searchIn', { collection })}
        placeholder={i18n.t('share.search')}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          setMost(step)
        }}
      />
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      <ul>
        {lines.map(({ id, title, rest }) => (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                aria-label={i18n.t('share.shareRecord', { title: title || id })}
                checked={picked.includes(id) || before.includes(id)}
                disabled={before.includes(id)}
                onChange={({ currentTarget }) => tick(id, currentTarget.checked)}
              />
              <span>
                {title || i18n.t('share.emptyRecord')}{' '}
                <span class="soft">{before.includes(id) ? i18n.t('share.sharedAlready') : rest}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {hasMore && (
        <button type="button" class="small" onClick={() => setMost(most + step)}>
          {i18n.t('share.showMore')}
        </button>
      )}
      <p class="soft" role="status">
        {lines.length === 0 && !isLooking && i18n.t(text === '' ? 'share.noRecords' : 'share.notFound')}{' '}
        {picked.length === 0
          ? i18n.t('share.nothingPicked')
          : i18n.t('share.countPicked', picked.length, { count: picked.length.toLocaleString() })}
      </p>
    </section>
  )
}
