/**
 * Whatever two to four profiles do, wherever they are interrupted, and whatever is lost between them and the endpoint:
 * once nothing goes wrong any more they end the same, a fresh restore is the same, and nothing that was acknowledged is
 * lost. CONTRIBUTING.md says how to play one of these again.
 */
import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { runs } from '../store/runs.ts'
import { step, tags } from './steps.ts'
import { World } from './world.ts'

const { seed, path, schedules: asked } = inject('merging')
const schedules = asked === 100 ? runs(100, 10_000) : asked

test(`${schedules} schedules end the same everywhere`, { timeout: 60_000 + schedules * 10_000 }, async () => {
  let played = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 24 }), tags, async (steps, tags) => {
      const world = new World(tags)
      played++
      try {
        await world.begin()
        for (const [i, step] of steps.entries()) await world.play(step, i)
        await world.settle()
      } finally {
        await world.end()
      }
    }),
    { numRuns: schedules, seed, path, endOnFailure: path !== '' },
  )
  expect(played).toBeGreaterThanOrEqual(path === '' ? schedules : 1)
})
