import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { type SinceChoice, sinceChoices, sinceOf } from './since.ts'

const words = {
  hour: 'undo.hour',
  today: 'undo.today',
  week: 'undo.week',
  all: 'undo.all',
  moment: 'undo.moment',
} as const satisfies Record<SinceChoice, string>

/** Since when. Nothing is changed by asking. */
export function SinceForm({ isBusy, look }: { isBusy: boolean; look(since: number): void }) {
  const [choice, setChoice] = useState<SinceChoice>('today')
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    const since = sinceOf(choice, typed, new Date())
    setProblem(since === null ? i18n.t('undo.chooseMoment') : '')
    if (since !== null) look(since)
  }
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <fieldset disabled={isBusy}>
        <legend>{i18n.t('undo.sinceWhen')}</legend>
        {sinceChoices.map(name => (
          <label key={name}>
            <input type="radio" name="since" checked={choice === name} onChange={() => setChoice(name)} />
            {i18n.t(words[name])}
          </label>
        ))}
        {choice === 'moment' && (
          <input
            type="datetime-local"
            aria-label={i18n.t('undo.sinceMoment')}
            aria-describedby="since-problem"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
      </fieldset>
      <p id="since-problem" class={problem ? 'warning' : 'hidden'} role="alert">
        {problem}
      </p>
      <p class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          {i18n.t('undo.look')}
        </button>
      </p>
    </form>
  )
}
