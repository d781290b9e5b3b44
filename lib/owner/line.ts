/** A record in one line of a list. Pure. */
import type { Json } from '../protocol/api.ts'

const maxTitle = 120
const maxRest = 160
/** What people call the field that names a thing. */
const titles = ['title', 'name', 'subject', 'label', 'displayName', 'summary', 'text', 'body', 'description', 'url']

/** `title`: the field that names it, else its first text; '' where it has none. `rest`: the other fields, shortened. */
export function lineOf(
  names: readonly string[],
  value: (name: string) => Json | undefined,
): { title: string; rest: string } {
  const isWords = (name: string) => {
    const words = value(name)
    return typeof words === 'string' && words.trim() !== ''
  }
  const known = titles.find(name => names.includes(name) && isWords(name))
  const title = known ?? names.find(isWords)
  let rest = ''
  for (const name of names) {
    if (name === title) continue
    if (rest.length > maxRest) break
    rest += `${rest && ' · '}${name}: ${short(value(name), maxRest)}`
  }
  return { title: title === undefined ? '' : short(value(title), maxTitle), rest: cut(rest, maxRest) }
}

function short(value: Json | undefined, length: number): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return cut(
    text
      .slice(0, 4 * length)
      .replaceAll(/\s+/g, ' ')
      .trim(),
    length,
  )
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text
    .slice(0, length - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`
}
