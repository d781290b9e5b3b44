import { useEffect, useRef, useState } from 'preact/hooks'
import type { News } from '../../protocol/owner.ts'
import type { Dashboard, Question } from './service.ts'

/**
 * Asks, and asks again when one of `news` comes or the background is back.
 * @param about another question when it changes: the old answer goes at once
 * @returns undefined until there is an answer
 */
export function useAnswer<T>(
  dashboard: Dashboard,
  about: string,
  news: readonly News[],
  question: Question<T>,
): { answer: T | undefined; problem: string; look(): Promise<void> } {
  const [known, setKnown] = useState<{ about: string; answer?: T; problem: string }>({ about, problem: '' })
  const latest = useRef({ about, question, asked: 0 })
  latest.current.about = about
  latest.current.question = question

  const look = async () => {
    const { about, question } = latest.current
    const turn = ++latest.current.asked
    const isLatest = () => turn === latest.current.asked && about === latest.current.about
    try {
      const answer = await dashboard.ask(question)
      if (isLatest()) setKnown({ about, answer, problem: '' })
    } catch (error) {
      if (!isLatest()) return
      const problem = (error as Error).message
      setKnown(before => (before.about === about ? { ...before, problem } : { about, problem }))
    }
  }
  useEffect(() => {
    void look()
    return dashboard.listen(what => {
      if (what === null || news.includes(what)) void look()
    })
  }, [dashboard, about])

  const isCurrent = known.about === about
  return { answer: isCurrent ? known.answer : undefined, problem: isCurrent ? known.problem : '', look }
}
