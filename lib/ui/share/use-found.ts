import { useEffect, useState } from 'preact/hooks'
import type { Line, SliceView } from '../../protocol/browse.ts'
import type { Browse } from './use-ask.ts'

export interface Found {
  lines: Line[]
  hasMore: boolean
  /** Still looking through the collection. */
  isLooking: boolean
  problem: string
}

const nothing: Found = { lines: [], hasMore: false, isLooking: true, problem: '' }

/**
 * The first records of a collection that hold a text.
 * @param first ids that stand first as long as nothing is searched for
 * @param most how many to show
 */
export function useFound(
  browse: Browse,
  collection: string,
  text: string,
  fields: string[] | '*',
  most: number,
  first: readonly string[],
): Found {
  const [found, setFound] = useState(nothing)
  const name = JSON.stringify(fields)
  useEffect(() => {
    let isOver = false
    const look = async () => {
      const ids = text === '' ? [...first] : []
      let after: string | null = null
      do {
        const from: string | null = after
        const slice: SliceView = await browse(service => service.slice({ collection, text, after: from }))
        if (isOver) return
        for (const { id } of slice.entries) if (!first.includes(id) || text !== '') ids.push(id)
        after = slice.next
      } while (after !== null && ids.length <= most)
      const wanted = ids.slice(0, most)
      const lines = await browse(service => service.lines({ collection, ids: wanted, fields: JSON.parse(name) }))
      if (!isOver) setFound({ lines, hasMore: ids.length > most || after !== null, isLooking: false, problem: '' })
    }
    setFound(known => ({ ...known, isLooking: true }))
    look().catch(error => {
      if (!isOver) setFound({ ...nothing, isLooking: false, problem: (error as Error).message })
    })
    return () => {
      isOver = true
    }
  }, [browse, collection, text, name, most, first])
  return found
}
