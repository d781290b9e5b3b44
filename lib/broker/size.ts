/** About how many characters a value has as JSON. Walks it without making any: a page of answers is measured by it. */
export function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 4
  let size = 2
  if (Array.isArray(value)) {
    for (const item of value) size += sizeOfValue(item) + 1
    return size
  }
  for (const name of Object.keys(value)) size += name.length + 4 + sizeOfValue((value as Record<string, unknown>)[name])
  return size
}
