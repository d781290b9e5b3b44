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

/** The same for what nobody has looked at yet: of any depth, and with bytes. */
export function sizeOfUnknown(value: unknown): number {
  let size = 0
  const waiting = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    size += typeof next === 'string' ? next.length + 2 : 4
    if (typeof next !== 'object' || next === null) continue
    if (ArrayBuffer.isView(next)) size += next.byteLength
    else if (Array.isArray(next)) for (const item of next) waiting.push(item)
    else {
      for (const name of Object.keys(next)) {
        size += name.length + 4
        waiting.push((next as Record<string, unknown>)[name])
      }
    }
  }
  return size
}
