import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { wordCount } from '../../../crypto/recovery.ts'
import { readTyped, type TypedWords } from './typed-words.ts'

/** The words as somebody types them, in one field. Nothing keeps them but this form, as long as it is shown. */
export function WordsForm({
  submit,
  isBusy,
  yes,
  fields,
  children,
}: {
  submit(words: readonly string[]): void
  isBusy: boolean
  /** The name of the button. */
  yes: string
  /** Below the words. */
  fields?: ComponentChildren
  /** Beside the button. */
  children?: ComponentChildren
}) {
  const [text, setText] = useState('')
  const [isSent, setSent] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const typed = readTyped(text, isSent)
  const problems = problemsOf(typed, isSent)

  const send = (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setSent(true)
    const { words } = readTyped(text, true)
    if (words) submit(words)
    else field.current?.focus()
  }
  return (
    <form class="typing" autoComplete="off" noValidate onSubmit={send}>
      <div class="typed">
        <label for="typed-words">{i18n.t('backup.typed')}</label>
        <textarea
          id="typed-words"
          ref={field}
          rows={4}
          value={text}
          class="notranslate"
          translate={false}
          lang="en"
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          aria-invalid={isSent && typed.words === null}
          aria-describedby="typed-words-problem typed-words-hint"
          onInput={({ currentTarget }) => {
            setSent(false)
            setText(currentTarget.value)
          }}
        />
        <p class="soft">{i18n.t('backup.typedCount', { count: String(typed.count) })}</p>
        <div id="typed-words-problem" role="status" class="notranslate" translate={false}>
          {problems.map(problem => (
            <p key={problem} class="warning">
              {problem}
            </p>
          ))}
        </div>
        <p id="typed-words-hint" class="soft">
          {i18n.t('backup.typedHint')}
        </p>
      </div>
      {fields}
      <p class="buttons">
        {children}
        <button type="submit" class="primary" disabled={isBusy}>
          {yes}
        </button>
      </p>
    </form>
  )
}

/** Unknown words at once; what concerns all of them when the owner means to be done. */
function problemsOf({ unknown, count, problem }: TypedWords, isSent: boolean): string[] {
  const named = unknown.map(({ number, word }) => i18n.t('backup.unknownWord', { number: String(number), word }))
  if (!isSent && count < wordCount) return named
  if (problem === 'count' && (isSent || count > wordCount)) {
    return [...named, i18n.t('backup.wrongCount', { count: String(count) })]
  }
  return problem === 'checksum' ? [...named, i18n.t('backup.wrongTogether')] : named
}
