/** Well-known collections whose fields are texts from the start, as docs/PAGE-API.md lists them. */
const texts: ReadonlyMap<string, ReadonlySet<string>> = new Map([['documents', new Set(['body'])]])

export function isDeclaredText(collection: string, field: string): boolean {
  return texts.get(collection)?.has(field) ?? false
}
