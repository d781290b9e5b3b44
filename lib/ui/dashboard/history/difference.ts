/** What has changed in a text, word by word, for somebody to read. Pure. */
import diff from 'fast-diff'

export interface Part {
  what: 'same' | 'gone' | 'new'
  text: string
}

/** Above this many pairs of words a comparison may take a second. */
const maxPairs = 4_000_000
/** Where less than this share of the shorter text is left, the two are read more easily one after the other. */
const leastInCommon = 0.3

/** @returns null where the two have too little in common, or are too long, to be shown in one */
export function differenceOf(before: string, after: string): Part[] | null {
  const [from, to] = [wordsIn(before), wordsIn(after)]
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) start++
  let end = 0
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++
  const middle = compare(from.slice(start, from.length - end), to.slice(start, to.length - end))
  if (!middle) return null
  const parts: Part[] = [
    { what: 'same', text: from.slice(0, start).join('') },
    ...middle,
    { what: 'same', text: from.slice(from.length - end).join('') },
  ]
  const shown = parts.filter(({ text }) => text !== '')
  const same = shown.reduce((sum, { what, text }) => sum + (what === 'same' ? text.trim().length : 0), 0)
  return same < leastInCommon * Math.min(before.length, after.length) ? null : shown
}

/** Each distinct word stands for one character; from 0xd800 on are surrogates, which no word may stand for. */
function compare(from: string[], to: string[]): Part[] | null {
  if (from.length * to.length > maxPairs) return null
  const words = [...new Set([...from, ...to])]
  if (words.length > 0xd000) return null
  const codes = new Map(words.map((word, code) => [word, String.fromCharCode(code)]))
  const encode = (text: string[]) => text.map(word => codes.get(word)).join('')
  const decode = (text: string) => [...text].map(char => words[char.charCodeAt(0)]).join('')
  return diff(encode(from), encode(to)).map(([kind, text]) => ({
    what: kind === diff.EQUAL ? 'same' : kind === diff.DELETE ? 'gone' : 'new',
    text: decode(text),
  }))
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
const wordsIn = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment)

/** So much of what is the same is shown beside a change. */
const around = 60

/** The same with what has stayed left out, but for some words around each change. */
export function folded(parts: readonly Part[]): Part[] {
  return parts.map((part, i) => {
    if (part.what !== 'same') return part
    const head = i === 0 ? '' : cut(part.text, around)
    const tail = i === parts.length - 1 ? '' : cutFront(part.text, around)
    return head.length + tail.length + 1 >= part.text.length ? part : { ...part, text: `${head}…${tail}` }
  })
}

/** Neither half of a pair of surrogates is left over. */
export const cut = (text: string, length: number) => text.slice(0, isLow(text, length) ? length - 1 : length)
function cutFront(text: string, length: number): string {
  const at = Math.max(0, text.length - length)
  return text.slice(isLow(text, at) ? at + 1 : at)
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
