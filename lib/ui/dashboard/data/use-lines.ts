import type { Entry, Line } from '../../../protocol/browse.ts'
import type { Dashboard } from '../service.ts'
import { useSpace } from './space.ts'
import { useShown } from './use-shown.ts'

const idOf = ({ id }: { id: string }) => id

/** What the visible records of a collection show. */
export function useLines(
  dashboard: Dashboard,
  collection: string,
  visible: readonly Entry[],
): ReadonlyMap<string, Line> {
  const { where } = useSpace()
  const ask = (missing: readonly Entry[]) => {
    const asked = { collection, ids: missing.map(idOf), ...where }
    return dashboard.ask(service => service.lines(asked))
  }
  return useShown(visible, idOf, ask, idOf)
}
