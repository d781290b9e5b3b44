import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { wrongPlaces } from './asked.ts'
import { StepFrame } from './step.tsx'

/** Three of the words, typed from the paper. */
export function CheckStep({
  words,
  places,
  count,
  next,
  back,
}: {
  words: readonly string[]
  places: readonly number[]
  count: { step: number; all: number }
  next(): void
  back(): void
}) {
  const [answers, setAnswers] = useState<readonly string[]>(places.map(() => ''))
  const [wrong, setWrong] = useState<readonly number[]>([])
  const form = useRef<HTMLFormElement>(null)

  const check = (event: Event) => {
    event.preventDefault()
    const found = wrongPlaces(words, places, answers)
    setWrong(found)
    if (found.length === 0) next()
    else form.current?.querySelector<HTMLElement>(`#asked-${found[0]}`)?.focus()
  }
  return (
    <StepFrame id="check" heading={i18n.t('backup.checkHeading')} count={count}>
      <p>{i18n.t('backup.checkAbout')}</p>
      <form ref={form} class="typing" autoComplete="off" noValidate onSubmit={check}>
        {places.map((place, i) => (
          <div key={place} class="typed">
            <label for={`asked-${place}`}>{i18n.t('backup.word', { number: String(place + 1) })}</label>
            <input
              id={`asked-${place}`}
              type="text"
              value={answers[i] ?? ''}
              autoComplete="off"
              autoCapitalize="none"
              spellcheck={false}
              aria-invalid={wrong.includes(place)}
              aria-describedby={`asked-${place}-wrong`}
              onInput={({ currentTarget: { value } }) => setAnswers(answers.with(i, value))}
            />
            {wrong.includes(place) && (
              <p id={`asked-${place}-wrong`} class="warning">
                {i18n.t('backup.wrongWord', { number: String(place + 1) })}
              </p>
            )}
          </div>
        ))}
        <p class="buttons">
          <button type="button" onClick={back}>
            {i18n.t('backup.showWords')}
          </button>
          <button type="submit" class="primary">
            {i18n.t('backup.check')}
          </button>
        </p>
      </form>
    </StepFrame>
  )
}
