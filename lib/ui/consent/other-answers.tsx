import { i18n } from '#i18n'

interface OtherAnswersProps {
  host: string
  /** Whether there is anything that it does not know already. */
  mayPretend: boolean
  canPretend: boolean
  canAct: boolean
  answer(answer: 'never' | 'pretend'): void
}

/** The two answers that are seldom wanted. */
export function OtherAnswers({ host, mayPretend, canPretend, canAct, answer }: OtherAnswersProps) {
  return (
    <details class="others">
      <summary>{i18n.t('consent.otherAnswers')}</summary>
      <p>
        <button
          type="button"
          class="small"
          disabled={!canPretend}
          aria-describedby="pretend"
          onClick={({ isTrusted }) => isTrusted && answer('pretend')}
        >
          {i18n.t('consent.pretend')}
        </button>
        <span id="pretend" class="soft">
          {mayPretend ? i18n.t('consent.pretendHint', { host }) : i18n.t('consent.pretendTooLate', { host })}
        </span>
      </p>
      <p>
        <button type="button" class="small" disabled={!canAct} aria-describedby="never" onClick={() => answer('never')}>
          {i18n.t('consent.never')}
        </button>
        <span id="never" class="soft">
          {i18n.t('consent.neverHint')}
        </span>
      </p>
    </details>
  )
}
