import { tooLarge } from './query-error.ts'

const MAX_LEVELS = 32
const MAX_CONDITIONS = 1_000
/** Room for an `$in` over as many ids as the largest answer has. */
const MAX_VALUES = 20_000

/** How much of the caller's query may still be read. Shared by all places of one reading. */
interface Room {
  values: number
  conditions: number
}

/** Where in the caller's query we are. Objects and arrays are levels; the outermost is level 1. */
export interface Place {
  readonly at: string
  readonly level: number
  readonly room: Room
}

export function startAt(at: string, room: Partial<Room> = {}): Place {
  return { at, level: 1, room: { values: MAX_VALUES, conditions: MAX_CONDITIONS, ...room } }
}

export function inside({ at, level, room }: Place, name: string | number): Place {
  return { at: typeof name === 'number' ? `${at}[${name}]` : `${at}.${name}`, level: level + 1, room }
}

/** Called before an object or array is walked: a cycle or a widely shared part must end here. */
export function takeValues({ at, level, room }: Place, count: number): void {
  if (level > MAX_LEVELS) throw tooLarge(at, `nested more than ${MAX_LEVELS} levels deep`)
  room.values -= count
  if (room.values < 0) throw tooLarge(at, 'too many values')
}

export function takeCondition({ at, room }: Place): void {
  room.conditions -= 1
  if (room.conditions < 0) throw tooLarge(at, `more than ${MAX_CONDITIONS} conditions`)
}
