import type { TargetedEvent } from 'preact'
import { i18n } from '#i18n'
import type { Wrong } from './server.ts'

/** One line to type into, with what helps and what is wrong beside it. The browser keeps and checks nothing of it. */
export function TextField({
  id,
  label,
  value,
  change,
  hint,
  wrong,
  isSecret = false,
}: {
  id: string
  label: string
  value: string
  change(value: string): void
  hint?: string | undefined
  wrong?: Wrong[keyof Wrong] | undefined
  isSecret?: boolean
}) {
  const given = {
    id,
    value,
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellcheck: false,
    'aria-invalid': wrong !== undefined,
    'aria-describedby': `${id}-wrong ${id}-hint`,
    onInput: ({ currentTarget }: TargetedEvent<HTMLInputElement>) => change(currentTarget.value),
  } as const
  return (
    <div class="typed">
      <label for={id}>{label}</label>
      {isSecret ? <input type="password" {...given} autoComplete="new-password" /> : <input type="text" {...given} />}
      {wrong && (
        <p id={`${id}-wrong`} class="warning">
          {i18n.t(wrong)}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} class="soft">
          {hint}
        </p>
      )}
    </div>
  )
}
