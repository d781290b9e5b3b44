import { isUnsafeKey } from '../protocol/record.ts'
import { DamagedError } from './damaged.ts'

/** What stands in an object. Some names are refused here: schemas drop a `__proto__` without a word. @throws DamagedError */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text, (name, value) => {
      if (isUnsafeKey(name)) throw new Error(name)
      return value
    })
  } catch {
    throw new DamagedError(place, 'it cannot be read')
  }
}
