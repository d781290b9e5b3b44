/** Three of the words are asked back, so that what is on the paper has been read once. */
import { wordsIn } from '../../../crypto/recovery.ts'

const asked = 3

/** Different places, in their order. @param random a number from 0 and below the one given, each equally likely */
export function pickPlaces(count: number, random: (below: number) => number): number[] {
  const left = Array.from({ length: count }, (_, place) => place)
  const picked = Array.from({ length: asked }, () => left.splice(random(left.length), 1)[0] as number)
  return picked.sort((a, b) => a - b)
}

/** Bits enough that what they leave uneven does not count. */
export const randomBelow = (below: number): number => (crypto.getRandomValues(new Uint32Array(1))[0] as number) % below

/** The places at which something else was typed. */
export function wrongPlaces(words: readonly string[], places: readonly number[], answers: readonly string[]): number[] {
  return places.filter((place, i) => wordsIn(answers[i] ?? '').join(' ') !== words[place])
}
