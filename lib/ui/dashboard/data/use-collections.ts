import { useEffect, useRef } from 'preact/hooks'
import type { CollectionView } from '../../../protocol/owner.ts'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'
import { useSpace } from './space.ts'

/** The collections; those that are not counted yet are counted meanwhile. */
export function useCollections(dashboard: Dashboard): { collections: CollectionView[] | undefined; problem: string } {
  const { hidden } = useSpace()
  const {
    answer: collections,
    problem,
    look,
  } = useAnswer(dashboard, '', ['records'], service => service.collections(hidden))
  const counting = useRef(new Set<string>())
  useEffect(() => {
    for (const { name, isExact } of collections ?? []) {
      if (isExact || counting.current.has(name)) continue
      counting.current.add(name)
      const counted = dashboard.ask(service => service.count(name, hidden)).then(look, () => {}) // interrupted: next time
      void counted.finally(() => counting.current.delete(name))
    }
  }, [collections, dashboard, look])
  return { collections, problem }
}
