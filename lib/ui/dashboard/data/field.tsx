import { i18n } from '#i18n'
import type { WrittenView } from '../../../protocol/browse.ts'
import { By } from '../when.tsx'
import type { Draft } from './draft.ts'

interface FieldProps {
  name: string
  draft: Draft
  isChanged: boolean
  /** Who wrote it last; undefined for a field that is not saved yet. */
  last: WrittenView | undefined
  problem: string
  change(draft: Draft): void
  /** Forgets what was typed. */
  reset(): void
}

/** Of a field's text area. Names may hold spaces, ids may not. */
export const idOf = (name: string): string => `field-${encodeURIComponent(name)}`

export function Field({ name, draft, isChanged, last, problem, change, reset }: FieldProps) {
  const id = idOf(name)
  const rows = Math.min(12, Math.max(1, draft.text.split('\n').length, Math.ceil(draft.text.length / 70)))
  return (
    <div class="field">
      <div class="line">
        <label for={id}>
          <span class="name">{name}</span>
          {draft.kind === 'json' && <span class="soft"> {i18n.t('record.json')}</span>}
        </label>
        {isChanged ? (
          <button
            type="button"
            class="small"
            aria-label={i18n.t('record.undoChangesOf', { field: name })}
            onClick={reset}
          >
            {i18n.t('record.undoChanges')}
          </button>
        ) : (
          <button
            type="button"
            class="small"
            aria-label={i18n.t('record.removeField', { field: name })}
            onClick={() => change({ ...draft, isRemoved: true })}
          >
            {i18n.t('record.remove')}
          </button>
        )}
      </div>
      {draft.isRemoved ? (
        <p class="soft">{i18n.t('record.willBeRemoved')}</p>
      ) : (
        <textarea
          id={id}
          class={draft.kind}
          rows={rows}
          spellcheck={false}
          value={draft.text}
          aria-invalid={problem !== ''}
          aria-describedby={`${id}-last ${id}-problem`}
          onInput={({ currentTarget }) => change({ ...draft, text: currentTarget.value })}
        />
      )}
      <p class="soft" id={`${id}-last`}>
        {last ? <By written={last} how="written" /> : i18n.t('record.isNew')}
      </p>
      <p class={problem ? 'warning' : 'hidden'} id={`${id}-problem`} role="alert">
        {problem}
      </p>
    </div>
  )
}
