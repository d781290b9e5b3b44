import type { Json } from '../protocol/api.ts'

/** The value at a dotted path, of own properties and array positions alone; undefined: missing. */
export function valueAt(root: Json, path: string[]): Json | undefined {
  let value: Json | undefined = root
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    // `length` is an array's own, too, but no position: it reads as NaN, where nothing is.
    value = Array.isArray(value) ? value[Number(name)] : value[name]
  }
  return value
}
