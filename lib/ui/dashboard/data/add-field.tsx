import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { fieldName } from '../../../protocol/scope.ts'
import type { Draft, Kind } from './draft.ts'

/** Names a field that the record does not have yet. */
export function AddField({ known, add }: { known: readonly string[]; add(name: string, draft: Draft): void }) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('text')
  const [problem, setProblem] = useState('')
  const input = useRef<HTMLInputElement>(null)

  const submit = (event: Event) => {
    event.preventDefault()
    event.stopPropagation()
    if (name === 'id') return setProblem(i18n.t('record.idIsNoField'))
    if (name === '' || !fieldName.safeParse(name).success) return setProblem(i18n.t('record.needsName'))
    if (known.includes(name)) return setProblem(i18n.t('record.isThere', { field: name }))
    add(name, { kind, text: kind === 'text' ? '' : 'null', isRemoved: false })
    setName('')
    setProblem('')
    input.current?.focus()
  }
  return (
    <form class="add-field" aria-label={i18n.t('record.addAField')} onSubmit={submit}>
      <label>
        {i18n.t('record.newField')}
        <input
          ref={input}
          value={name}
          maxLength={128}
          aria-describedby="add-field-problem"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <label>
        {i18n.t('record.kind')}
        <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}>
          <option value="text">{i18n.t('record.text')}</option>
          <option value="json">{i18n.t('record.json')}</option>
        </select>
      </label>
      <button type="submit" class="small">
        {i18n.t('record.addField')}
      </button>
      <p id="add-field-problem" class={problem ? 'warning' : 'hidden'} role="alert">
        {problem}
      </p>
    </form>
  )
}
