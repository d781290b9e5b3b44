/** What the people and sites of a schedule do, one step at a time. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { collection, type Device, type Shown, typed } from './devices.ts'

export const sites = ['https://a.test', 'https://b.test'] as const
export const ids = ['a', 'b'] as const
const where = { device: fc.nat({ max: 4 }), site: fc.constantFrom(...sites), id: fc.constantFrom(...ids) }
const field = fc.constantFrom('body', 'note')
const word = fc.constantFrom('one', 'two two', '😀', '')

/** A page may choose its client id itself, and the same one on two devices. */
const chosen = [7, 8]
const client = fc.option(fc.constantFrom(...chosen), { freq: 2 })

export const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('put'), ...where, word, based: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('patch'), ...where, field, word }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('number'), ...where }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('remove'), ...where, field }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('delete', 'discard', 'restore'), ...where }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('edit'), ...where, word }) },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('type'),
      ...where,
      field,
      at: fc.nat({ max: 9 }),
      deleted: fc.nat({ max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('reopen'), ...where, field, client }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('wait'), ...where, ms: fc.constantFrom(1, 1000, 86_400_000) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('deliver'),
      to: fc.nat({ max: 4 }),
      picks: fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 6 }),
    }),
  },
)
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Does it, and looks whether it shows at once. What is refused has not been acknowledged. */
export async function act(
  device: Device,
  step: Exclude<Step, { act: 'deliver' | 'wait' }>,
  mark: string,
  read: Map<string, Shown>,
) {
  const { site, id } = step
  const seen = () => device.shown(id)
  const accepted = (write: Promise<unknown>) => write.then(() => true, ifRefused)
  switch (step.act) {
    case 'put': {
      const base = step.based ? read.get(JSON.stringify([step.device, site, id])) : undefined
      const next = { ...base, id, title: mark, body: step.word + mark }
      if (!(await accepted(device.put(site, next)))) return
      const shown = await device.read(site, id)
      expect(shown).toMatchObject(base ? { title: mark } : { title: mark, body: next.body })
      if (shown) read.set(JSON.stringify([step.device, site, id]), shown)
      return
    }
    case 'patch': {
      const fields = { [step.field]: step.word + mark }
      if (await accepted(device.patch(site, id, fields))) expect(await seen()).toMatchObject(fields)
      return
    }
    case 'number':
      if (await accepted(device.patch(site, id, { note: mark.length })))
        expect(await seen()).toMatchObject({ note: mark.length })
      return
    case 'remove':
      if (await accepted(device.patch(site, id, {}, [step.field]))) expect(await seen()).not.toHaveProperty(step.field)
      return
    case 'delete':
      if (await accepted(device.delete(site, id))) expect(await seen()).toBeUndefined()
      return
    case 'discard':
      if (await accepted(device.owner.delete(collection, id))) expect(await seen()).toBeUndefined()
      return
    case 'restore':
      if (await accepted(device.owner.restore(collection, id))) expect(await seen()).toBeDefined()
      return
    case 'edit': {
      const set = { title: mark, note: step.word + mark }
      if (await accepted(device.owner.edit({ collection, id, rev: '', set, remove: [] })))
        expect(await seen()).toMatchObject(set)
      return
    }
    case 'type': {
      const doc = await device.open(site, id, step.field)
      const update = typed(doc, step.field, step.at, mark, step.deleted)
      // The page's document has what nobody else will ever get: a page begins anew then.
      if (!(await accepted(device.push(site, id, step.field, update)))) await device.reopen(site, id, step.field)
      // Under a client id that is used elsewhere too, another change may be there in its place.
      else if (!chosen.includes(doc.clientID)) expect((await seen())?.[step.field]).toContain(mark)
      return
    }
    case 'reopen':
      await device.reopen(site, id, step.field, step.client)
  }
}

const refusals = new Set(['not_found', 'not_permitted', 'invalid_request', 'conflict', 'invalid_record'])
function ifRefused(error: unknown): false {
  if (refusals.has((error as { code: string }).code)) return false
  throw error
}
