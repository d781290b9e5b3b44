import { useState } from 'preact/hooks'
import { defaultCaps } from '../../../protocol/caps.ts'
import type { SiteAccess } from '../../../protocol/owner.ts'
import { hostOf } from '../../words.ts'
import { bytesOf, countOf } from '../words.ts'
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
    await act(service => service.setCaps({ origin, caps }), `How much ${host} may store was changed.`)
  }
  const submit = (event: Event) => {
    event.preventDefault()
    event.stopPropagation()
    if (!draft) return
    const records = capOf(draft.records)
    const megabytes = capOf(draft.megabytes, true)
    if (records === null) return setProblem('Records: please give a whole number, 0 or more.')
    if (megabytes === null) return setProblem('Megabytes: please give a number, 0 or more.')
    void set({ records, bytes: Math.round(megabytes * megabyte) })
  }
  return (
    <div class="caps">
      <p class="line">
        <span class="soft">
          Has stored {countOf(used.records, 'record')}, {bytesOf(used.bytes)} of at most{' '}
          {countOf(caps.records, 'record')}, {bytesOf(caps.bytes)}
        </span>
        {!draft && (
          <button
            type="button"
            class="small"
            aria-label={`Change how much ${host} may store`}
            onClick={() => setDraft({ records: String(caps.records), megabytes: String(caps.bytes / megabyte) })}
          >
            Change
          </button>
        )}
      </p>
      {draft && (
        <form class="add-field" aria-label={`How much ${host} may store`} onSubmit={submit} noValidate>
          <label>
            Records at most
            <input
              inputMode="numeric"
              value={draft.records}
              aria-describedby="caps-problem"
              onInput={({ currentTarget }) => setDraft({ ...draft, records: currentTarget.value })}
            />
          </label>
          <label>
            Megabytes at most
            <input
              inputMode="decimal"
              value={draft.megabytes}
              aria-describedby="caps-problem"
              onInput={({ currentTarget }) => setDraft({ ...draft, megabytes: currentTarget.value })}
            />
          </label>
          <button type="submit" class="small primary">
            Set limits
          </button>
          <button type="button" class="small" onClick={() => void set(null)}>
            Default
          </button>
          <button
            type="button"
            class="small"
            onClick={() => {
              setDraft(undefined)
              setProblem('')
            }}
          >
            Cancel
          </button>
          <p class="soft">
            Default: {countOf(defaultCaps.records, 'record')}, {bytesOf(defaultCaps.bytes)}. Beyond it the site cannot
            add; it can still read, shorten and delete.
          </p>
          <p id="caps-problem" class={problem ? 'warning' : 'hidden'} role="alert">
            {problem}
          </p>
        </form>
      )}
    </div>
  )
}
