/**
 * The twelfth law: the schedules on real servers, behind a proxy that refuses, cuts, repeats and loses by chance. The
 * same seed plays the same again, as far as a server has no will of its own.
 */
import fc from 'fast-check'
import { describe, expect, inject, test } from 'vitest'
import { randomId } from '../../lib/platform/random.ts'
import type { Endpoint } from '../../lib/sync/endpoints/endpoint.ts'
import { openEndpoint } from '../../lib/sync/endpoints/open.ts'
import { Place } from '../servers/control.ts'
import type { Fault } from '../servers/plan.ts'
import { runs } from '../store/runs.ts'
import { MemoryBucket } from './bucket.ts'
import { Checker } from './checker.ts'
import { step } from './steps.ts'
import { World } from './world.ts'

const { seed, path, schedules: asked } = inject('merging')
const schedules = asked === 100 ? runs(5, 100) : asked
const { signal } = new AbortController()

const faults: Fault[] = [
  { kind: 'refuse' },
  { kind: 'dropReply' },
  { kind: 'repeat' },
  { kind: 'cutReply', after: 20 },
  { kind: 'cutRequest', after: 100 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: '7' },
  { kind: 'status', status: 429 },
  { kind: 'delay', milliseconds: 5 },
]

/** All that is there, where the checker can look at it. */
async function mirror(endpoint: Endpoint): Promise<Checker> {
  const bucket = new MemoryBucket()
  const checker = new Checker(bucket)
  const walk = async (folder: string): Promise<void> => {
    const at = (name: string) => (folder === '' ? name : `${folder}/${name}`)
    for (const { name } of await endpoint.list(folder, signal)) {
      const bytes = await endpoint.get(at(name), signal)
      if (bytes) await bucket.put(at(name), bytes, signal)
    }
    for (const name of await endpoint.folders(folder, signal)) await walk(at(name))
  }
  await walk('')
  expect(bucket.objects.size).toBeGreaterThan(3)
  return checker
}

for (const [kind, served] of Object.entries(inject('servers')))
  describe.skipIf(served === null)(kind, () => {
    test(`${schedules} schedules end the same everywhere`, { timeout: 120_000 + schedules * 30_000 }, async () => {
      const steps = fc.array(step, { minLength: 4, maxLength: 14 })
      await fc.assert(
        fc.asyncProperty(steps, fc.nat(), async (steps, chance) => {
          const place = new Place(served as NonNullable<typeof served>, `w${randomId()}`)
          const endpoint = openEndpoint(place.endpoint)
          const world = new World('exact', endpoint)
          try {
            await world.begin()
            await place.plan({ chaos: { seed: chance, oneIn: 4, faults } })
            for (const [i, step] of steps.entries()) await world.play(step, i)
            await place.plan({})
            await world.settle()
            await (await mirror(endpoint)).check({ isForked: true })
          } finally {
            await place.forget()
            await world.end()
          }
        }),
        { numRuns: schedules, seed, path, endOnFailure: true },
      )
    })
  })
