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
      <summary>Other answers</summary>
      <p>
        <button
          type="button"
          class="small"
          disabled={!canPretend}
          aria-describedby="pretend"
          onClick={({ isTrusted }) => isTrusted && answer('pretend')}
        >
          Share nothing, and don’t tell
        </button>
        <span id="pretend" class="soft">
          {mayPretend
            ? `${host} gets an empty store of its own and believes that it is yours. You can look into it, and throw it away.`
            : `${host} has seen records of yours already: it would notice.`}
        </span>
      </p>
      <p>
        <button type="button" class="small" disabled={!canAct} aria-describedby="never" onClick={() => answer('never')}>
          Never ask again
        </button>
        <span id="never" class="soft">
          Denied, now and for every request to come. You can take it back under the Allod button.
        </span>
      </p>
    </details>
  )
}
