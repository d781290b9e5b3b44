import { useState } from 'preact/hooks'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { useSettled } from '../use-settled.ts'
import { countOf, numberOf } from '../words.ts'
import type { Listing } from './listing.ts'
import { RecordRows } from './record-rows.tsx'
import { useSpace } from './space.ts'
import { useListing } from './use-listing.ts'

/** The records of a collection, or those in which a search finds something. */
export function Records({
  dashboard,
  collection,
  total,
  current,
}: {
  dashboard: Dashboard
  collection: string
  /** How many records it has, as far as that is known. */
  total: number
  current: string | undefined
}) {
  const [typed, setTyped] = useState('')
  const text = useSettled(typed.trim(), 250)
  const listing = useListing(dashboard, collection, text)
  const { isHidden } = useSpace()
  const isSearch = text !== ''

  return (
    <section aria-labelledby="records" class="records">
      <div class="line">
        <h2 id="records">{collection}</h2>
        {!isHidden && (
          <a class="button small" href={hashOf({ section: 'data', collection, isNew: true })}>
            New record
          </a>
        )}
      </div>
      <label class="search">
        <span class="hidden">Search in {collection}</span>
        <input
          type="search"
          placeholder={`Search in ${collection}`}
          maxLength={1000}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      {listing && <Progress listing={listing} total={total} isSearch={isSearch} />}
      {listing?.problem && (
        <p class="warning" role="alert">
          {listing.problem}
        </p>
      )}
      {listing && listing.entries.length > 0 && (
        <RecordRows
          dashboard={dashboard}
          collection={collection}
          entries={listing.entries}
          current={current}
          label={isSearch ? `Records of ${collection} with “${text}”` : `Records of ${collection}`}
        />
      )}
      {listing?.state === 'done' && listing.entries.length === 0 && (
        <p class="empty">
          {isSearch
            ? `No record of ${collection} holds “${text}”. The search looks at the values of all fields.`
            : isHidden
              ? `There is no record in ${collection}.`
              : `There is no record in ${collection}. A site that you allow can write one, or you with “New record”.`}
        </p>
      )}
    </section>
  )
}

function Progress({ listing, total, isSearch }: { listing: Listing; total: number; isSearch: boolean }) {
  const { state, entries, seen } = listing
  const [, show] = useState(0)
  if (state === 'reading') {
    return (
      <p class="line soft">
        <span>
          {isSearch
            ? `Searched ${numberOf(seen)} of ${countOf(total, 'record')}, ${numberOf(entries.length)} found…`
            : `Reading… ${numberOf(seen)} of ${numberOf(total)}`}
        </span>
        <progress aria-label={isSearch ? 'Searched' : 'Read'} value={seen} max={Math.max(seen, total, 1)} />
        <button
          type="button"
          class="small"
          onClick={() => {
            listing.stop()
            show(n => n + 1)
          }}
        >
          Stop
        </button>
      </p>
    )
  }
  const found = isSearch ? `${numberOf(entries.length)} found` : countOf(entries.length, 'record')
  return (
    <p class="soft" role="status">
      {state === 'stopped' ? `Stopped after ${countOf(seen, 'record')}: ${numberOf(entries.length)} found` : found}
      {entries.length > 1 && state === 'done' && ', the last written first'}
    </p>
  )
}
