/**
 * Whatever two to five devices do, with clocks up to a year off, and in whatever order what they wrote arrives: they end
 * the same, and nothing that was acknowledged had no effect. CONTRIBUTING.md says how to play one of these again.
 */
import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import type { Device, Shown } from './devices.ts'
import { agree, playWith } from './playing.ts'
import { act, ids, sites, step } from './steps.ts'

const year = 365 * 86_400_000
const { schedules, seed, path } = inject('merging')

test(`${schedules} schedules end the same on all devices`, { timeout: 60_000 + schedules * 5_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: -year, max: year }), { minLength: 2, maxLength: 5 }),
      fc.array(step, { minLength: 1, maxLength: 24 }),
      fc.nat(),
      (clocks, steps, order) =>
        playWith(clocks, order, async ({ devices, mail, random }) => {
          const read = new Map<string, Shown>()
          for (const [i, step] of steps.entries()) {
            if (step.act === 'deliver') {
              const to = step.to % devices.length
              await mail.collect()
              const missing = mail.missing(to)
              const picked = step.picks.flatMap(pick => missing[pick % missing.length] ?? [])
              if (picked.length > 0) await mail.deliver(to, picked)
              continue
            }
            const device = devices[step.device % devices.length] as Device
            if (step.act === 'wait') device.clock.time += step.ms
            else await act(device, step, `<${i}>`, read)
          }
          await agree(devices, mail, random)
          // What is written by somebody who has seen everything counts, whatever that one's clock says.
          const last = { title: 'last', body: 'last' }
          for (const id of ids) await devices[random(devices.length)]?.put(sites[0], { id, ...last })
          await agree(devices, mail, random)
          for (const id of ids) for (const device of devices) expect(await device.shown(id)).toMatchObject(last)
        }),
    ),
    { numRuns: schedules, seed, path, endOnFailure: path !== '' },
  )
})
