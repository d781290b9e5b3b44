import { useRef, useState } from 'preact/hooks'
import { failureWords } from './failure.ts'

/** One thing that the owner has asked for, while it is done and once it is. A later one takes its place. */
export function useDeed() {
  const [isBusy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<{ isError: boolean; words: string }>()
  const turn = useRef(0)

  /** @param work returns what is to be said of it. @returns whether it was done */
  const run = async (work: () => Promise<string>): Promise<boolean> => {
    const mine = ++turn.current
    setBusy(true)
    setOutcome(undefined)
    const outcome = await work().then(
      words => ({ isError: false, words }),
      (error: unknown) => ({ isError: true, words: failureWords(error) }),
    )
    if (mine === turn.current) {
      setBusy(false)
      setOutcome(outcome)
    }
    return !outcome.isError
  }
  const forget = () => {
    turn.current++
    setBusy(false)
    setOutcome(undefined)
  }
  return { isBusy, outcome, run, forget }
}
export type DeedState = ReturnType<typeof useDeed>
