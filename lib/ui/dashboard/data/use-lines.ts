import { useEffect, useRef, useState } from 'preact/hooks'
import type { Entry, Line } from '../../../protocol/browse.ts'
import type { Dashboard } from '../service.ts'
import { useSpace } from './space.ts'

/** More than that is not kept: what has scrolled away is asked for again. */
const maxKept = 2_000

/** What the visible entries show. Only what comes into view is asked for, in one message at a time. */
export function useLines(
  dashboard: Dashboard,
  collection: string,
  visible: readonly Entry[],
): ReadonlyMap<string, Line> {
  const { where } = useSpace()
  const [lines, setLines] = useState<ReadonlyMap<string, Line>>(new Map())
  /** The entry for which a line was asked: another entry of the same id has been written since. */
  const asked = useRef(new Map<string, Entry>())
  const wanted = useRef(visible)
  const isAsking = useRef(false)
  wanted.current = visible

  useEffect(() => {
    const fill = async () => {
      if (isAsking.current) return
      isAsking.current = true
      for (;;) {
        const missing = wanted.current.filter(entry => asked.current.get(entry.id) !== entry)
        if (missing.length === 0) break
        const ask = { collection, ids: missing.map(({ id }) => id), ...where }
        try {
          const found = await dashboard.ask(service => service.lines(ask))
          for (const entry of missing) asked.current.set(entry.id, entry)
          setLines(known => kept(known, found, asked.current))
        } catch {
          break // interrupted: the next look asks again
        }
      }
      isAsking.current = false
    }
    void fill()
  })
  return lines
}

function kept(known: ReadonlyMap<string, Line>, found: Line[], asked: Map<string, Entry>): Map<string, Line> {
  const lines = new Map(known)
  for (const line of found) {
    lines.delete(line.id)
    lines.set(line.id, line)
  }
  for (const oldest of lines.keys()) {
    if (lines.size <= maxKept) break
    lines.delete(oldest)
    asked.delete(oldest)
  }
  return lines
}
