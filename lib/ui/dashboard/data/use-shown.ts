import { useEffect, useRef, useState } from 'preact/hooks'

/** More than that is not kept: what has scrolled away is asked for again. */
const maxKept = 2_000

/**
 * What the visible items of a long list show. Only what comes into view is asked for, in one message at a time.
 * @param ask some may be missing from the answer: they are not there any more
 */
export function useShown<T, S>(
  visible: readonly T[],
  keyOf: (item: T) => string,
  ask: (missing: readonly T[]) => Promise<readonly S[]>,
  keyOfShown: (shown: S) => string,
): ReadonlyMap<string, S> {
  const [known, setKnown] = useState<ReadonlyMap<string, S>>(new Map())
  /** The item for which it was asked: another item of the same key has been written since. */
  const asked = useRef(new Map<string, T>())
  const wanted = useRef(visible)
  const isAsking = useRef(false)
  wanted.current = visible

  useEffect(() => {
    const fill = async () => {
      if (isAsking.current) return
      isAsking.current = true
      for (;;) {
        const missing = wanted.current.filter(item => asked.current.get(keyOf(item)) !== item)
        if (missing.length === 0) break
        try {
          const found = await ask(missing)
          for (const item of missing) asked.current.set(keyOf(item), item)
          setKnown(known => kept(known, new Map(found.map(shown => [keyOfShown(shown), shown])), asked.current))
        } catch {
          break // interrupted: the next look asks again
        }
      }
      isAsking.current = false
    }
    void fill()
  })
  return known
}

function kept<T, S>(known: ReadonlyMap<string, S>, found: Map<string, S>, asked: Map<string, T>): Map<string, S> {
  const all = new Map(known)
  for (const [key, shown] of found) {
    all.delete(key)
    all.set(key, shown)
  }
  for (const oldest of all.keys()) {
    if (all.size <= maxKept) break
    all.delete(oldest)
    asked.delete(oldest)
  }
  return all
}
