import { useRef, useState } from 'preact/hooks'
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
    if (name === 'id') return setProblem('A record’s id is no field.')
    if (name === '' || !fieldName.safeParse(name).success)
      return setProblem('A field needs a name that does not begin with _.')
    if (known.includes(name)) return setProblem(`There is a field “${name}” already.`)
    add(name, { kind, text: kind === 'text' ? '' : 'null', isRemoved: false })
    setName('')
    setProblem('')
    input.current?.focus()
  }
  return (
    <form class="add-field" aria-label="Add a field" onSubmit={submit}>
      <label>
        New field
        <input
          ref={input}
          value={name}
          maxLength={128}
          aria-describedby="add-field-problem"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <label>
        Kind
        <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}>
          <option value="text">Text</option>
          <option value="json">JSON</option>
        </select>
      </label>
      <button type="submit" class="small">
        Add field
      </button>
      <p id="add-field-problem" class={problem ? 'warning' : 'hidden'} role="alert">
        {problem}
      </p>
    </form>
  )
}
