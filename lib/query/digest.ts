/**
 * A 53-bit hash of a text's UTF-16 code units. It finds accidents, not attacks.
 * cyrb53, public domain: https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js
 */
export function digest(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  const mixedHigh = mix(high, low)
  const mixedLow = mix(low, high)
  return 2 ** 32 * (mixedLow & 0x1fffff) + (mixedHigh >>> 0)
}

function mix(half: number, other: number): number {
  return Math.imul(half ^ (half >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909)
}
