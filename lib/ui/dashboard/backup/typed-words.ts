/** Recovery words as they are typed: what can be said of them. */
import { isWord, parseWords, WordsError, wordsIn } from '../../../crypto/recovery.ts'

export interface TypedWords {
  count: number
  /** Words that are not on the list. `number` counts from 1, as on the paper. */
  unknown: { number: number; word: string }[]
  /** All 24, where they are right. */
  words: string[] | null
  /** Why they are not, once nothing is unknown. */
  problem: 'count' | 'checksum' | null
}

/** @param isEnded nothing more will be typed; until then the last word may be a part of one */
export function readTyped(text: string, isEnded: boolean): TypedWords {
  const typed = wordsIn(text)
  const isPart = !isEnded && /[a-z]$/i.test(text)
  const unknown = typed
    .map((word, i) => ({ number: i + 1, word }))
    .filter(({ number, word }) => !isWord(word) && !(isPart && number === typed.length))
  try {
    return { count: typed.length, unknown, words: parseWords(text), problem: null }
  } catch (error) {
    if (!(error instanceof WordsError)) throw error
    const { problem } = error
    return { count: typed.length, unknown, words: null, problem: problem === 'word' ? null : problem }
  }
}
