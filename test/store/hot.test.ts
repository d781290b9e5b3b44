/** Records in memory: never older than what has been acknowledged, whoever wrote it and by whatever way. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HotRecords } from '../../lib/store/hot.ts'
import { LoadedRecord } from '../../lib/store/loaded.ts'
import { mergeOp } from '../../lib/store/row.ts'
import { keyOf, noon, open, put, retext, site, textOf, together, walkAll, write } from './open.ts'

const standing = async (store: Awaited<ReturnType<typeof open>>, id: string) =>
  (await store.get(keyOf(id)))?.value('n') ?? null

type Step = { by: 0 | 1; id: string; does: 'read' | 'write' | 'delete' | 'at once' }
const step: fc.Arbitrary<Step> = fc.record({
  by: fc.constantFrom(0, 1),
  id: fc.constantFrom('a', 'b'),
  does: fc.constantFrom('read', 'write', 'delete', 'at once'),
})

// Tried without `#changed()` where the lock is taken in lib/store/sole.ts, and without the wait for the own turn: an
// instance answered what the other had overwritten.
it('of two instances of the background neither answers what the other has replaced', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async steps => {
      const name = crypto.randomUUID()
      const stores = [await open(name), await open(name)] as const
      const known: Record<string, number | null> = { a: null, b: null }
      let n = 0
      for (const { by, id, does } of steps) {
        const [store, other] = [stores[by], stores[1 - by] as (typeof stores)[0]]
        if (does === 'delete') {
          await write(store, id, { alive: false, remove: ['n'] })
          known[id] = null
        } else if (does !== 'read') {
          const writing = put(store, id, { n: ++n })
          // A read that races a write may see either; what it leaves behind must not be the older one.
          if (does === 'at once') await Promise.all([store.get(keyOf(id)), other.get(keyOf(id))])
          await writing
          known[id] = n
        }
        expect(await standing(store, id)).toBe(known[id])
        expect(await standing(other, id)).toBe(known[id])
      }
    }),
    { numRuns: 40 },
  )
})

/** What a query that names both records finds in them. */
async function queried(store: Awaited<ReturnType<typeof open>>) {
  const found: Record<string, unknown> = {}
  const note = (record: LoadedRecord) => {
    found[record.row.id] = record.value('n')
  }
  await walkAll(store, 'space', 'documents', note, { conditions: [], ids: ['a', 'b'] })
  return found
}

const turn = fc.record({
  by: fc.constantFrom(0, 1),
  does: fc.constantFrom('get', 'query', 'write', 'text', 'query at once'),
})

// Tried without `isCurrent` in lib/store/recall.ts.
it('a query sees all of its records at one moment, wherever it has them from', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 5, maxLength: 30 }), async turns => {
      const name = crypto.randomUUID()
      const stores = [await open(name), await open(name)] as const
      let n = 0
      const writeBoth = (store: (typeof stores)[0]) => {
        n++
        const ops = ['a', 'b'].map(id => ({ collection: 'documents', id, set: { n }, alive: true }))
        const apply: Parameters<typeof store.write>[0]['apply'] = group => group.commit('space', { site }, ops)
        return store.write({ space: 'space', author: { site }, keys: [keyOf('a'), keyOf('b')], apply })
      }
      await writeBoth(stores[0])
      for (const { by, does } of turns) {
        const [store, other] = [stores[by], stores[1 - by] as (typeof stores)[0]]
        if (does === 'get')
          await store.get(keyOf('a')) // one of them is remembered, and the other not
        else if (does === 'text') await put(store, 'b', { body: `${n}` })
        else if (does === 'write') await writeBoth(store)
        else if (does === 'query at once') {
          const before = n
          const writing = writeBoth(store)
          for (const found of await Promise.all([queried(store), queried(other), queried(store)])) {
            expect(found.a).toBe(found.b)
            expect([before, n]).toContain(found.a)
          }
          await writing
        }
        expect(await queried(store)).toEqual({ a: n, b: n })
      }
    }),
    { numRuns: 40 },
  )
})

it('what comes from elsewhere replaces what is remembered', async () => {
  const store = await open()
  await put(store, 'a', { n: 1 })
  expect(await standing(store, 'a')).toBe(1)
  const hlc = `${(Date.now() + 1_000).toString(16).padStart(12, '0')}0000other`
  const ops = [{ collection: 'documents', id: 'a', set: { n: 2 } }]
  await store.importGroups(
    'theirs',
    together([{ id: 'c', space: 'space', device: 'other', seq: 1, hlc, author: { site }, ops }]),
  )
  expect(await standing(store, 'a')).toBe(2)
})

it('a space that was thrown away is not remembered', async () => {
  const store = await open()
  await put(store, 'a', { n: 1 })
  expect(await standing(store, 'a')).toBe(1)
  let discarded = await store.discard('space', null)
  while (discarded.next) discarded = await store.discard('space', discarded.next)
  expect(await store.get(keyOf('a'))).toBeUndefined()
})

it('a text that goes on is read as it stands', async () => {
  const store = await open()
  await put(store, 'a', { body: 'one' })
  await retext(store, 'a', 'one two')
  expect(await textOf(store, 'a')).toBe('one two')
  expect((await store.get(keyOf('a')))?.value('body')).toBe('one two')
  await retext(store, 'a', 'one two three')
  expect((await store.get(keyOf('a')))?.value('body')).toBe('one two three')
})

it('lets the least wanted go when it is full, and never takes one that would push out most of it', () => {
  const hot = new HotRecords()
  const record = (id: string, length: number) => {
    const op = { collection: 'documents', id, set: { text: 'x'.repeat(length) }, alive: true }
    return new LoadedRecord(mergeOp(undefined, keyOf(id), op, { stamp: `${noon}`, by: site }))
  }
  hot.read(keyOf('wanted'), record('wanted', 10), hot.changes)
  for (let i = 0; i < 200; i++) {
    hot.read(keyOf(`r${i}`), record(`r${i}`, 100_000), hot.changes)
    expect(hot.get(keyOf('wanted'))).toBeDefined()
  }
  const kept = Array.from({ length: 200 }, (_, i) => hot.get(keyOf(`r${i}`))).filter(Boolean)
  expect(kept.length).toBeGreaterThan(50)
  expect(kept.length).toBeLessThan(100)
  hot.read(keyOf('huge'), record('huge', 1_000_000), hot.changes)
  expect(hot.get(keyOf('huge'))).toBeUndefined()
})

it('does not remember what was read while something was written', () => {
  const hot = new HotRecords()
  const old = new LoadedRecord(
    mergeOp(undefined, keyOf('a'), { collection: 'documents', id: 'a', alive: true }, { stamp: '1', by: site }),
  )
  const since = hot.changes
  hot.wrote('another', undefined)
  hot.read(keyOf('a'), old, since)
  expect(hot.get(keyOf('a'))).toBeUndefined()
})
