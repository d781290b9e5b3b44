import { i18n } from '#i18n'
import { StepFrame } from './step.tsx'

interface WordsStepProps {
  words: readonly string[]
  count: { step: number; all: number }
  next(): void
  back(): void
}

/** The words, to be written down. They stand in the text of this page alone, and go with it. */
export function WordsStep({ words, count, next, back }: WordsStepProps) {
  return (
    <StepFrame id="words" heading={i18n.t('backup.wordsHeading')} count={count}>
      <p>{i18n.t('backup.wordsAbout')}</p>
      <WordList words={words} />
      <p class="buttons">
        <button type="button" onClick={back}>
          {i18n.t('backup.back')}
        </button>
        <button type="button" class="primary" onClick={next}>
          {i18n.t('backup.wordsWritten')}
        </button>
      </p>
    </StepFrame>
  )
}

/** Never translated: a translator would be sent the words, and show others. */
export function WordList({ words }: { words: readonly string[] }) {
  return (
    <ol class="recovery-words notranslate" translate={false} lang="en">
      {words.map((word, place) => (
        <li key={place}>{word}</li>
      ))}
    </ol>
  )
}
