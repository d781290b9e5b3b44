import diff from 'fast-diff'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import type { Text } from './text.ts'

/**
 * The update that makes `text` read `next`, in as few edits as a character diff finds. `text` itself is left alone.
 * @param clientId who writes it: never one that has written into this text elsewhere
 */
export function replaceString(text: Text, next: string, clientId: number): Uint8Array {
  const copy = new Doc()
  applyUpdate(copy, text.state())
  copy.clientID = clientId
  const before = encodeStateVector(copy)
  const root = copy.getText(text.field)
  copy.transact(() => {
    let index = 0
    for (const [kind, part] of edits(root.toString(), next)) {
      if (kind === diff.INSERT) root.insert(index, part)
      if (kind === diff.DELETE) root.delete(index, part.length)
      else index += part.length
    }
  })
  return encodeStateAsUpdate(copy, before)
}

/** Above this many pairs of characters a diff may take seconds, and the changed middle is replaced as one. */
const maxPairs = 4_000_000

function edits(from: string, to: string): [kind: number, part: string][] {
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) start++
  let end = 0
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end++
  const pairs = (from.length - start - end) * (to.length - start - end)
  if (pairs <= maxPairs) return diff(from, to)
  if (isLowSurrogate(from, start) || isLowSurrogate(to, start)) start--
  if (isLowSurrogate(from, from.length - end) || isLowSurrogate(to, to.length - end)) end--
  return [
    [diff.EQUAL, from.slice(0, start)],
    [diff.DELETE, from.slice(start, from.length - end)],
    [diff.INSERT, to.slice(start, to.length - end)],
  ]
}

/** A pair must not be cut in two: Yjs would store each half as a replacement character. */
function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
