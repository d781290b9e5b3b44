import fc from 'fast-check'
import { openDB } from 'idb'
import { describe, expect, it, test } from 'vitest'
import type { Store } from '../../lib/store/index.ts'
import { change, exported, imported, keyIn, put, retext, shownIn } from './archive-stores.ts'
import { walkAll } from './open.ts'
import { a, b, day, note, placeNow, told, typing, undoAll, wholeHistory, withHistory } from './past.ts'

async function rowsIn(name: string, store: string): Promise<{ n: number }[]> {
  const db = await openDB(name)
  const rows = await db.getAll(store)
  db.close()
  return rows as { n: number }[]
}

/** Everything that can be seen of the records, deleted ones too. */
async function meaningOf(store: Store) {
  const records: Record<string, unknown> = {}
  await walkAll(store, store.identity.space, 'notes', record => {
    const names = record.fieldNames('*').sort()
    records[record.row.id] = [
      record.alive,
      record.row.alive.made,
      names.map(name => [name, record.value(name), record.isText(name), record.textBase(name)]),
    ]
  })
  return records
}

/** What a newer store makes of an export: it is checked before it is taken. */
async function brought(store: Store) {
  const { blob } = await exported(store)
  const there = await withHistory()
  await imported(there.store, blob)
  return there
}

describe('after the time that the owner has chosen', () => {
  it('what was replaced by then is gone, and all records are as they were', async () => {
    const name = crypto.randomUUID()
    const { store, clock, service } = await withHistory(name)
    await put(store, 'r', { title: 'one', same: 1, body: 'first' }, a)
    await retext(store, 'r', 'first and more', a)
    await change(store, 'r', { set: { title: 'two', body: 'second' } }, b)
    await retext(store, 'r', 'second and more', b)
    await put(store, 'gone', { title: 'secret' }, a)
    await change(store, 'gone', { set: { title: '' }, alive: false }, a)
    const old = await placeNow(store)
    clock.time += 91 * day
    await change(store, 'r', { set: { title: 'three' } }, a)
    await retext(store, 'r', 'second and much more', a)
    const before = await meaningOf(store)
    const { entries } = await wholeHistory(service)
    await store.history.compact()
    expect(await meaningOf(store)).toEqual(before)
    expect((await rowsIn(name, 'before')).every(({ n }) => n > old)).toBe(true)
    for (const room of ['log', 'texts', 'before', 'records']) {
      for (const words of ['"one"', 'secret']) expect(JSON.stringify(await rowsIn(name, room))).not.toContain(words)
    }
    const bases = (await rowsIn(name, 'texts')) as { n: number; base?: string }[]
    expect(new Set(bases.map(({ base }) => base)).size).toBe(1)
    const after = await wholeHistory(service)
    expect(after.entries.map(told)).toEqual(entries.slice(0, 2).map(told))
    expect(after.isCut).toBe(true)
    expect(await service.version({ ...note(), n: entries.at(-1)?.n ?? 0 })).toBeNull()
    const there = await brought(store)
    expect(await meaningOf(there.store)).toEqual(before)
    expect((await wholeHistory(there.service)).entries.slice(0, 2).map(told)).toEqual(after.entries.map(told))
  })

  it('what has not been replaced still tells who made it', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { title: 'one' }, a)
    clock.time += 91 * day
    await put(store, 's', {}, b)
    await store.history.compact()
    expect((await wholeHistory(service)).entries.map(told)).toEqual([[a, 'created', { title: [undefined, 'one'] }]])
    expect((await wholeHistory(service)).isCut).toBe(false)
    const [made] = (await wholeHistory(service)).entries
    expect((await service.version({ ...note(), n: made?.n ?? 0 }))?.fields).toEqual([
      { name: 'title', value: 'one', isText: false },
    ])
  })

  it('one of several writes of a transaction may go alone', async () => {
    const { store, clock } = await withHistory()
    await Promise.all([put(store, 'r', { n: 1 }), put(store, 's', { n: 'secret' })])
    await put(store, 's', { n: 2 })
    clock.time += 91 * day
    await put(store, 'later', {})
    await store.history.compact()
    expect(JSON.stringify(await store.commitsAfter(0))).not.toContain('secret')
    expect(await store.commitsAfter(0)).toHaveLength(3)
    expect(await shownIn(store)).toEqual({ r: { n: 1 }, s: { n: 2 }, later: {} })
  })

  it('watches and counts from before begin anew', async () => {
    const { store, clock } = await withHistory()
    const { space } = store.identity
    await put(store, 's', {}) // its row of the log stays, for it still counts
    const early = (await walkAll(store, space, 'notes')).at
    await put(store, 'r', { n: 1 })
    await put(store, 'r', { n: 2 })
    const limit = (await walkAll(store, space, 'notes')).at
    clock.time += 91 * day
    await put(store, 'r', { n: 3 })
    await store.history.compact()
    expect(await store.changesSince(early, space, 'notes')).toBeNull()
    expect(await store.textSince(early, keyIn(store, 'r'), 'body')).toBeNull()
    expect(await store.touchedSince(1, space, 'notes')).toBeNull()
    expect((await store.changesSince(limit, space, 'notes'))?.changes).toHaveLength(1)
    expect((await store.touchedSince(3, space, 'notes'))?.touched).toHaveLength(1)
  })

  it('nothing older can be undone, and everything younger can', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { n: 1, m: 1 }, b)
    await change(store, 'r', { set: { n: 2 } }, a)
    clock.time += 91 * day
    await change(store, 'r', { set: { m: 2 } }, a)
    await store.history.compact()
    const range = await service.undoStart({ by: a, since: 0 })
    expect(range).toEqual({ from: 2, upto: 3, oldest: expect.any(Number) })
    await undoAll(service, a)
    expect(await shownIn(store)).toEqual({ r: { n: 2, m: 1 } })
  })

  it('packed updates of a text go, and what stands on them stays', async () => {
    const name = crypto.randomUUID()
    const { store, clock, service } = await withHistory(name)
    await put(store, 'r', { body: '' }, b)
    const type = typing(store, 'r')
    await type(450, () => a)
    clock.time += 91 * day
    const states = await type(450, i => (i % 2 ? a : b))
    const { entries } = await wholeHistory(service)
    const packs = (await rowsIn(name, 'packs')).length
    expect(packs).toBeGreaterThan(2)
    await store.history.compact()
    expect((await rowsIn(name, 'packs')).length).toBeLessThan(packs)
    const after = await wholeHistory(service)
    expect(after.entries.map(told)).toEqual(entries.slice(0, 450).map(told))
    expect(after.isCut).toBe(true)
    expect((await shownIn(store)).r).toEqual({ body: states.at(-1) })
    expect(await shownIn((await brought(store)).store)).toEqual(await shownIn(store))
  })

  it('what is younger stands in the log as it was, whatever replaced it', async () => {
    const { store, clock } = await withHistory()
    await put(store, 'r', { n: 0 })
    const old = await placeNow(store)
    clock.time += 91 * day
    for (let n = 1; n < 5; n++) await change(store, 'r', { set: { n } })
    const young = await store.commitsAfter(old)
    await store.history.compact()
    expect(await store.commitsAfter(old)).toEqual(young)
    // The old write is what the first young one replaced: its history needs it, there and here.
    expect(await store.commitsAfter(0)).toHaveLength(5)
    expect((await wholeHistory((await brought(store)).service)).entries).toHaveLength(5)
  })

  it('what counted at first and was replaced later goes with a later clean-up', async () => {
    const { store, clock } = await withHistory()
    await put(store, 'r', { n: 0 })
    clock.time += 91 * day
    await change(store, 'r', { set: { n: 1 } })
    await store.history.compact()
    expect(JSON.stringify(await store.commitsAfter(0))).toContain('"n":0')
    clock.time += 91 * day
    await put(store, 's', {})
    await store.history.compact()
    await store.history.compact()
    expect(JSON.stringify(await store.commitsAfter(0))).not.toContain('"n":0')
    expect(await shownIn(store)).toEqual({ r: { n: 1 }, s: {} })
  })

  it('an import of what was let go changes nothing that is seen', async () => {
    const { store, clock } = await withHistory()
    await put(store, 'r', { n: 0, body: 'x' })
    await retext(store, 'r', 'x and y')
    await change(store, 'r', { set: { n: 1, body: 'z' } })
    const { blob } = await exported(store)
    clock.time += 91 * day
    await change(store, 'r', { set: { m: 1 } })
    await store.history.compact()
    const before = await meaningOf(store)
    expect((await imported(store, blob)).added).toBe(1)
    expect(await meaningOf(store)).toEqual(before)
  })
})

test('whatever was written, and wherever it is cut, the same records stand here, and in the store that gets them', async () => {
  const step = fc.record({
    act: fc.constantFrom('put', 'patch', 'remove', 'retext', 'delete', 'keep', 'undo', 'compact' as const),
    id: fc.constantFrom('r', 's'),
    field: fc.constantFrom('body', 'n'),
    value: fc.constantFrom('', 'one', 'two two', '😀'),
    by: fc.constantFrom(a, b),
    days: fc.constantFrom(0, 0, 0, 40, 95),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 18 }), async steps => {
      const { store, clock, service } = await withHistory()
      for (const { act, id, field, value, by, days } of steps) {
        clock.time += days * day
        const known = await store.get(keyIn(store, id))
        if (act === 'put') await put(store, id, { [field]: value }, by)
        if (act === 'patch') await change(store, id, { set: { [field]: value } }, by)
        if (act === 'remove') await change(store, id, { remove: [field] }, by)
        if (act === 'retext' && known) await retext(store, id, value, by, field)
        if (act === 'delete') await change(store, id, { alive: false }, by)
        if (act === 'keep' && known?.row.alive.made.stamp) {
          await change(store, id, { set: { [field]: value }, alive: true, made: known.row.alive.made }, by)
        }
        if (act === 'undo') await undoAll(service, by)
        if (act !== 'compact') continue
        const before = [await meaningOf(store), await shownIn(store)]
        await store.history.compact()
        expect([await meaningOf(store), await shownIn(store)]).toEqual(before)
      }
      clock.time += 50 * day
      await store.history.compact()
      const there = await brought(store)
      expect(await shownIn(there.store)).toEqual(await shownIn(store))
      expect(await meaningOf(there.store)).toEqual(await meaningOf(store))
      // What is still told of the younger past is the same there.
      for (const id of ['r', 's']) {
        const [here, other] = [await wholeHistory(service, id), await wholeHistory(there.service, id)]
        expect(other.entries.slice(0, here.entries.length).map(told)).toEqual(here.entries.map(told))
      }
    }),
    { numRuns: 60 },
  )
})
