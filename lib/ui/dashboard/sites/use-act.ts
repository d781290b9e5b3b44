import { useState } from 'preact/hooks'
import type { Dashboard, Question } from '../service.ts'

/** Does what the owner has pressed, and says what came of it. */
export function useAct(dashboard: Dashboard) {
  const [failure, setFailure] = useState('')
  const [said, setSaid] = useState('')
  const act = async (question: Question<unknown>, done: string) => {
    setFailure('')
    try {
      await dashboard.ask(question)
      setSaid(done)
    } catch (error) {
      setFailure((error as Error).message)
    }
  }
  return { act, failure, said }
}
export type Act = ReturnType<typeof useAct>['act']
