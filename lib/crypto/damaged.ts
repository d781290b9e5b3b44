/** Bytes that are not what they should be: changed, cut, swapped, or sealed with another key. The message names the object. */
export class DamagedError extends Error {
  constructor(place: string, why: string) {
    super(`${place}: ${why}`)
    this.name = 'DamagedError'
  }
}

/** Written by a later version of the format: nothing of it may be guessed. */
export class NewerFormatError extends Error {
  constructor(place: string, version: unknown) {
    super(`${place}: it has version ${String(version)} of the format, which this Allod does not read`)
    this.name = 'NewerFormatError'
  }
}
