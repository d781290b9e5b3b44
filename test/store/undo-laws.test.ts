import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Store } from '../../lib/store/index.ts'
import { change, keyIn, put, retext, shownIn } from './archive-stores.ts'
import { walkAll } from './open.ts'
import { a, b, placeNow, undoAll, undoRange, withHistory } from './past.ts'

interface Step {
  act: 'put' | 'patch' | 'remove' | 'retext' | 'delete' | 'keep'
  id: string
  field: string
  value: string
  by: string
  /** In one transaction with the next. */
  isJoined: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('put', 'patch', 'remove', 'retext', 'delete', 'keep'),
  id: fc.constantFrom('r', 's'),
  field: fc.constantFrom('body', 'n'),
  value: fc.constantFrom('', 'one', 'two two', 'one two three', '😀'),
  by: fc.constantFrom(a, b),
  isJoined: fc.boolean(),
})
const steps = fc.array(step, { minLength: 1, maxLength: 12 })

async function play(store: Store, all: readonly Step[]): Promise<void> {
  let waiting: Promise<unknown>[] = []
  for (const { act, id, field, value, by, isJoined } of all) {
    const known = await store.get(keyIn(store, id))
    if (act === 'put') waiting.push(put(store, id, { [field]: value }, by))
    if (act === 'patch') waiting.push(change(store, id, { set: { [field]: value } }, by))
    if (act === 'remove') waiting.push(change(store, id, { remove: [field] }, by))
    if (act === 'retext' && known) waiting.push(retext(store, id, value, by, field))
    if (act === 'delete') waiting.push(change(store, id, { alive: false }, by))
    if (act === 'keep' && known?.row.alive.made.stamp) {
      const { made } = known.row.alive
      waiting.push(change(store, id, { set: { [field]: value }, alive: true, made }, by))
    }
    if (isJoined) continue
    await Promise.all(waiting)
    waiting = []
  }
  await Promise.all(waiting)
}

/** The last writer of each field that is a plain value, and that value. */
async function plainFields(store: Store): Promise<Map<string, [by: string, value: unknown]>> {
  const found = new Map<string, [string, unknown]>()
  await walkAll(store, store.identity.space, 'notes', ({ row }) => {
    for (const field of Object.keys(row.at)) {
      const by = row.writes[row.at[field] as number]?.by ?? ''
      if (!row.texts?.[field]) found.set(`${row.id} ${field}`, [by, row.fields[field]])
    }
  })
  return found
}

test('what a site did since a moment is as if it had not done it, where nobody else did anything', async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, async (first, then) => {
      const { store, service } = await withHistory()
      await play(store, first)
      const before = await shownIn(store)
      const from = await placeNow(store)
      await play(
        store,
        then.map(one => ({ ...one, by: a })),
      )
      await undoRange(service, a, from, await placeNow(store))
      expect(await shownIn(store)).toEqual(before)
    }),
    { numRuns: 80 },
  )
})

test('twice is as once, the undo undone is as before, and what others wrote last stays', async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, async (first, then) => {
      const { store, service } = await withHistory()
      await play(store, first)
      const start = await placeNow(store)
      await play(store, then)
      const upto = await placeNow(store)
      const before = await shownIn(store)
      const fields = await plainFields(store)
      await undoRange(service, a, start, upto)
      const once = await shownIn(store)
      for (const [name, [by, value]] of fields) {
        if (by === b) expect([name, (await plainFields(store)).get(name)?.[1]]).toEqual([name, value])
      }
      const end = await placeNow(store)
      expect(await undoRange(service, a, start, upto)).toBe(0)
      expect(await placeNow(store)).toBe(end)
      expect(await shownIn(store)).toEqual(once)
      await undoRange(service, 'owner', upto, end)
      expect(await shownIn(store)).toEqual(before)
    }),
    { numRuns: 80 },
  )
})

test('the plan says what will stand there', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async all => {
      const { store, service } = await withHistory()
      await play(store, all)
      const { from, upto } = await service.undoStart({ by: a, since: 0 })
      const { records } = await service.undoTouched({ by: a, from, upto, after: 0 })
      const plans = await service.undoPlan({ by: a, from, upto, records })
      await undoAll(service, a)
      const shown = await shownIn(store)
      for (const { id, does, fields } of plans) {
        if (does === 'delete') expect(shown[id]).toBeUndefined()
        if (does === 'restore') expect(shown[id]).toBeDefined()
        for (const { name, after } of shown[id] ? fields : []) expect(shown[id]?.[name]).toEqual(after)
      }
    }),
    { numRuns: 60 },
  )
})
