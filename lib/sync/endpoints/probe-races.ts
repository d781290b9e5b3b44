/** Whether exactly one of several writers wins. Not needed (every object has one writer), but good to know. */
import { EndpointError } from './endpoint.ts'
import type { Trial } from './trial.ts'

const writers = 10
const rounds = 3

export async function racesOnCreate(trial: Trial): Promise<boolean> {
  for (let round = 0; round < rounds; round++)
    if ((await race(trial, `created-${round}`, round, { ifNoneMatch: '*' })) !== 1) return false
  return true
}

/** @returns in which form the server takes its own ETags back, `null` where no form makes exactly one win. */
export async function racesOnReplace(trial: Trial): Promise<'quoted' | 'unquoted' | null> {
  for (const form of ['quoted', 'unquoted'] as const) if (await replacesOnce(trial, form)) return form
  return null
}

async function replacesOnce(trial: Trial, form: 'quoted' | 'unquoted'): Promise<boolean> {
  const name = `replaced-${form}`
  await trial.put(name, mark(255))
  for (let round = 0; round < rounds; round++) {
    const tag = await trial.tagOf(name)
    const ifMatch = form === 'quoted' ? tag : tag?.replace(/^(W\/)?"(.*)"$/, '$2')
    if (!ifMatch || (await race(trial, name, round, { ifMatch })) !== 1) return false
  }
  return true
}

/** @returns how many have won; 0 too where the object is not what the only winner wrote. */
async function race(
  trial: Trial,
  name: string,
  round: number,
  condition: { ifMatch: string } | { ifNoneMatch: '*' },
): Promise<number> {
  const first = round * writers
  const all = await Promise.allSettled(
    Array.from({ length: writers }, (_, i) => trial.put(name, mark(first + i), condition)),
  )
  for (const one of all) {
    // A server that fails over it has at least not let this one win; one that cannot be reached tells nothing.
    const problem = one.status === 'rejected' && one.reason instanceof EndpointError ? one.reason.problem : undefined
    if (one.status === 'rejected' && problem !== 'lost' && problem !== 'broken' && problem !== 'busy') throw one.reason
  }
  const winners = all.flatMap((one, i) => (one.status === 'fulfilled' ? i : []))
  if (winners.length !== 1) return winners.length
  const stands = await trial.get(name)
  return stands?.length === 64 && stands[0] === first + (winners[0] ?? 0) ? 1 : 0
}

/**
 * All of one size, so that a tag made from the size does not tell them apart. None twice: where a tag is made from the
 * content, as in S3, writing the same again changes nothing, and the next one would rightly win, too.
 */
const mark = (number: number): Uint8Array<ArrayBuffer> => new Uint8Array(64).fill(number)
