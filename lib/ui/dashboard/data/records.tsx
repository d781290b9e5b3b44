import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { useSettled } from '../use-settled.ts'
import { numberOf, recordsOf } from '../words.ts'
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
            {i18n.t('data.newRecord')}
          </a>
        )}
      </div>
      <label class="search">
        <span class="hidden">{i18n.t('data.search', { collection })}</span>
        <input
          type="search"
          placeholder={i18n.t('data.search', { collection })}
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
          label={isSearch ? i18n.t('data.recordsWith', { collection, text }) : i18n.t('data.records', { collection })}
        />
      )}
      {listing?.state === 'done' && listing.entries.length === 0 && (
        <p class="empty">
          {isSearch
            ? i18n.t('data.noneWith', { collection, text })
            : i18n.t(isHidden ? 'data.none' : 'data.noneYet', { collection })}
        </p>
      )}
    </section>
  )
}

function Progress({ listing, total, isSearch }: { listing: Listing; total: number; isSearch: boolean }) {
  const { state, entries, seen } = listing
  const [, show] = useState(0)
  const found = numberOf(entries.length)
  if (state === 'reading') {
    return (
      <p class="line soft">
        <span>
          {isSearch
            ? i18n.t('data.searching', total, { seen: numberOf(seen), count: numberOf(total), found })
            : i18n.t('data.reading', { seen: numberOf(seen), total: numberOf(total) })}
        </span>
        <progress
          aria-label={i18n.t(isSearch ? 'data.searched' : 'data.read')}
          value={seen}
          max={Math.max(seen, total, 1)}
        />
        <button
          type="button"
          class="small"
          onClick={() => {
            listing.stop()
            show(n => n + 1)
          }}
        >
          {i18n.t('dashboard.stop')}
        </button>
      </p>
    )
  }
  const records = isSearch ? i18n.t('data.found', { count: found }) : recordsOf(entries.length)
  return (
    <p class="soft" role="status">
      {state === 'stopped'
        ? i18n.t('data.stoppedAfter', seen, { count: numberOf(seen), found })
        : entries.length > 1
          ? i18n.t('data.lastFirst', { records })
          : records}
    </p>
  )
}
