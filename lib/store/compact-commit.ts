/** What of a commit still counts. Pure. */
import type { Commit, Op } from './commit.ts'
import { baseOf, type Row } from './row.ts'

/**
 * The commit without what later writes have replaced; null where nothing is left.
 * @param rowOf the record as the whole old part of the log makes it; undefined where that is not known
 */
export function stillCounting(commit: Commit, rowOf: (op: Op) => Row | undefined): Commit | null {
  let isSame = true
  const ops = commit.ops.flatMap(op => {
    const row = rowOf(op)
    const left = row ? countingPart(op, commit, row) : op
    if (left !== op) isSame = false
    return left ?? []
  })
  if (isSame) return commit
  return ops.length > 0 ? { ...commit, ops } : null
}

function countingPart(op: Op, { hlc }: Commit, row: Row): Op | null {
  const { set = {}, remove = [], alive, made, text = {}, collection, id } = op
  const shows = (field: string) => baseOf(row, field) === hlc
  const left: Op = { collection, id }
  const sets = Object.entries(set).filter(([field]) => shows(field))
  const removes = remove.filter(shows)
  // One that rests on a value which has not arrived yet is later than what stands there.
  const texts = Object.entries(text).filter(([field, { base }]) => base >= baseOf(row, field))
  if (sets.length > 0) left.set = Object.fromEntries(sets)
  if (removes.length > 0) left.remove = removes
  if (alive !== undefined && row.alive.stamp === hlc) {
    left.alive = alive
    if (made) left.made = made
  }
  if (texts.length > 0) left.text = Object.fromEntries(texts)
  const isAll =
    sets.length === Object.keys(set).length &&
    removes.length === remove.length &&
    texts.length === Object.keys(text).length &&
    left.alive === alive
  if (isAll) return op
  return left.set || left.remove || left.text || left.alive !== undefined ? left : null
}
