import { groupSize, idOf, type Note } from '../wire.ts'

/** No two records hold the same: what compresses well would be cheaper than what people write. */
const noise = Array.from({ length: 4 }, () => crypto.getRandomValues(new Uint8Array(30_000)))
  .flatMap(bytes => Array.from(bytes, byte => byte.toString(36)))
  .join('')

/** @param of how many there are in all: a hundred share a group, and the groups lie all over them */
export function noteOf(i: number, of: number): Note {
  const start = (i * 997) % 100_000
  return {
    id: idOf(i),
    title: `Record ${i}`,
    group: (i * 7919) % Math.ceil(of / groupSize),
    rank: (i * 104729) % 1e6,
    more: noise.slice(start, start + 900),
  }
}

/** One that no collection has had yet. */
export function newNote(): Note {
  const i = Math.floor(Math.random() * 1e6)
  return { ...noteOf(i, 1e6), id: crypto.randomUUID() }
}
