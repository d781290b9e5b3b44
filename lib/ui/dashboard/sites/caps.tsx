import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { defaultCaps } from '../../../protocol/caps.ts'
import type { SiteAccess } from '../../../protocol/owner.ts'
import { hostOf } from '../../words.ts'
import { bytesOf, recordsOf } from '../words.ts'
import { capOf } from './cap.ts'
import type { Act } from './use-act.ts'

const megabyte = 1_000_000

/** How much the site has stored and may store, and the owner's word on that. */
export function Caps({ site: { origin, used, caps, grants }, act }: { site: SiteAccess; act: Act }) {
  const [draft, setDraft] = useState<{ records: string; megabytes: string }>()
  const [problem, setProblem] = useState('')
  const host = hostOf(origin)
  if (grants.length === 0 && used.records === 0 && used.bytes === 0) return null

  const set = async (caps: SiteAccess['caps'] | null) => {
    setDraft(undefined)
    setProblem('')
    await act(service => service.setCaps({ origin, caps }), i18n.t('caps.isChanged', { host }))
  }
  const submit = (event: Event) => {
    event.preventDefault()
    event.stopPropagation()
    if (!draft) return
    const records = capOf(draft.records)
    const megabytes = capOf(draft.megabytes, true)
    if (records === null) return setProblem(i18n.t('caps.badRecords'))
    if (megabytes === null) return setProblem(i18n.t('caps.badMegabytes'))
    void set({ records, bytes: Math.round(megabytes * megabyte) })
  }
  return (
    <div class="caps">
      <p class="line">
        <span class="soft">
          {i18n.t('caps.used', {
            records: recordsOf(used.records),
            bytes: bytesOf(used.bytes),
            maxRecords: recordsOf(caps.records),
            maxBytes: bytesOf(caps.bytes),
          })}
        </span>
        {!draft && (
          <button
            type="button"
            class="small"
            aria-label={i18n.t('caps.changeOf', { host })}
            onClick={() => setDraft({ records: String(caps.records), megabytes: String(caps.bytes / megabyte) })}
          >
            {i18n.t('caps.change')}
          </button>
        )}
      </p>
      {draft && (
        <form class="add-field" aria-label={i18n.t('caps.of', { host })} onSubmit={submit} noValidate>
          <label>
            {i18n.t('caps.records')}
            <input
              inputMode="numeric"
              value={draft.records}
              aria-describedby="caps-problem"
              onInput={({ currentTarget }) => setDraft({ ...draft, records: currentTarget.value })}
            />
          </label>
          <label>
            {i18n.t('caps.megabytes')}
            <input
              inputMode="decimal"
              value={draft.megabytes}
              aria-describedby="caps-problem"
              onInput={({ currentTarget }) => setDraft({ ...draft, megabytes: currentTarget.value })}
            />
          </label>
          <button type="submit" class="small primary">
            {i18n.t('caps.set')}
          </button>
          <button type="button" class="small" onClick={() => void set(null)}>
            {i18n.t('caps.default')}
          </button>
          <button
            type="button"
            class="small"
            onClick={() => {
              setDraft(undefined)
              setProblem('')
            }}
          >
            {i18n.t('dashboard.cancel')}
          </button>
          <p class="soft">
            {i18n.t('caps.defaultIs', { records: recordsOf(defaultCaps.records), bytes: bytesOf(defaultCaps.bytes) })}
          </p>
          <p id="caps-problem" class={problem ? 'warning' : 'hidden'} role="alert">
            {problem}
          </p>
        </form>
      )}
    </div>
  )
}
