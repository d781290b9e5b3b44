import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { FieldView, Json } from '../../../protocol/owner.ts'
import { AddField } from './add-field.tsx'
import { changesOf, type Draft, DraftError, type Drafts, draftOf } from './draft.ts'
import { Field, idOf } from './field.tsx'

interface EditorProps {
  fields: readonly FieldView[]
  drafts: Drafts
  change(drafts: Drafts): void
  /** @throws with words that can be shown */
  save(changes: { set: Record<string, Json>; remove: string[] }): Promise<void>
  /** Beside the Save button. */
  children?: ComponentChildren
}

/** Fields to write into, and a button that saves what was changed. */
export function Editor({ fields, drafts, change, save, children }: EditorProps) {
  const [problem, setProblem] = useState({ field: '', message: '' })
  const [isBusy, setBusy] = useState(false)
  const set = (name: string, draft: Draft | undefined) => {
    const next = new Map(drafts)
    if (draft) next.set(name, draft)
    else next.delete(name)
    if (problem.field === name) setProblem({ field: '', message: '' })
    change(next)
  }
  const names = fields.map(({ name }) => name)
  const added = [...drafts.keys()].filter(name => !names.includes(name))

  const submit = async () => {
    setBusy(true)
    setProblem({ field: '', message: '' })
    try {
      await save(changesOf(drafts))
    } catch (error) {
      const field = error instanceof DraftError ? error.field : ''
      setProblem({ field, message: (error as Error).message })
      if (field) document.getElementById(idOf(field))?.focus()
    }
    setBusy(false)
  }

  return (
    <>
      {[...fields, ...added.map(name => ({ name, value: '' as Json, last: undefined }))].map(
        ({ name, value, last }) => (
          <Field
            key={name}
            name={name}
            draft={drafts.get(name) ?? draftOf(value)}
            isChanged={drafts.has(name)}
            last={last}
            problem={problem.field === name ? problem.message : ''}
            change={draft => set(name, draft)}
            reset={() => set(name, undefined)}
          />
        ),
      )}
      <AddField known={[...names, ...added]} add={set} />
      {problem.message && !problem.field && (
        <p class="warning" role="alert">
          {problem.message}
        </p>
      )}
      <div class="buttons">
        {children}
        <button type="button" class="primary" disabled={isBusy || drafts.size === 0} onClick={() => void submit()}>
          {i18n.t('record.save')}
        </button>
      </div>
    </>
  )
}
