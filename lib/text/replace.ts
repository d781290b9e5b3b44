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

/** Above this many pairs of characters a diff may take seconds. */
const maxPairs = 4_000_000

type Edit = [kind: number, part: string]

function edits(from: string, to: string): Edit[] {
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) start++
  if (isLowSurrogate(from, start) || isLowSurrogate(to, start)) start--
  let end = 0
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end++
  if (isLowSurrogate(from, from.length - end) || isLowSurrogate(to, to.length - end)) end--
  const [middle, next] = [from.slice(start, from.length - end), to.slice(start, to.length - end)]
  return [[diff.EQUAL, from.slice(0, start)], ...compare(middle, next, [lines, words])]
}

const lines = /[^\n]*\n|[^\n]+/g
const words = /\s+|[^\s]+/g

/** Long texts: first which lines have changed, then which words of them, then which characters of those. */
function compare(from: string, to: string, [tokens, ...finer]: RegExp[]): Edit[] {
  if (from.length * to.length <= maxPairs) return diff(from, to)
  const whole: Edit[] = [
    [diff.DELETE, from],
    [diff.INSERT, to],
  ]
  const changes = tokens && compareTokens(from, to, tokens)
  if (!changes) return whole
  return changes.flatMap((change, i) => {
    const [before, after] = [changes[i - 1], changes[i + 1]]
    if (change[0] === diff.INSERT && before?.[0] === diff.DELETE) return [] // taken together with what it replaces
    if (change[0] === diff.DELETE && after?.[0] === diff.INSERT) return compare(change[1], after[1], finer)
    return [change]
  })
}

/** A diff in which each distinct token stands for one character; null where there are too many of them. */
function compareTokens(from: string, to: string, pattern: RegExp): Edit[] | null {
  const tokens: string[] = []
  const codes = new Map<string, string>()
  const encode = (text: string) => {
    const found = text.match(pattern) ?? []
    for (const token of found) if (!codes.has(token)) codes.set(token, String.fromCharCode(tokens.push(token) - 1))
    return found.map(token => codes.get(token)).join('')
  }
  const [a, b] = [encode(from), encode(to)]
  // From 0xd800 on are surrogates, which no token may stand for.
  if (tokens.length > 0xd000 || a.length * b.length > maxPairs) return null
  const decode = (text: string) => [...text].map(char => tokens[char.charCodeAt(0)]).join('')
  return diff(a, b).map(([kind, part]): Edit => [kind, decode(part)])
}

/** A pair must not be cut in two: Yjs would store each half as a replacement character. */
function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
