import { describe, expect, it, test } from 'vitest'
import type { Store } from '../../lib/store/index.ts'
import { anySpace, keyOf, open, put, retext, walkAll, write } from './open.ts'

async function idsIn(store: Store, collection = 'documents', space = anySpace): Promise<string[]> {
  const ids: string[] = []
  await walkAll(store, space, collection, record => ids.push(record.row.id))
  return ids
}

const odd = [
  '!',
  ' ',
  '"',
  '\\',
  '/',
  '..',
  '[]',
  '0',
  '00',
  '10',
  '2',
  'A',
  'Z',
  'a',
  'a b',
  'aa',
  'é',
  'e\u0301',
  '__proto__',
  'x'.repeat(256),
  '😀',
  '\ue000',
  '\uffff',
  '\u2028',
]

describe('a scan', () => {
  test.each([0, 1, 255, 256, 257, 511, 512, 513])(
    'visits each of %i records once, in the order of their ids',
    async count => {
      const store = await open()
      const ids = Array.from({ length: count }, (_, i) => `r${String((i * 7919) % 1000).padStart(4, '0')}`)
      await Promise.all(ids.map(id => put(store, id, {})))
      expect(await idsIn(store)).toEqual([...ids].sort())
    },
  )

  it('orders ids of any characters by code unit, across chunks too', async () => {
    const store = await open()
    const ids = [...odd, ...Array.from({ length: 300 }, (_, i) => `m${i}${odd[i % odd.length]}`.slice(0, 256))]
    await Promise.all(ids.map(id => put(store, id, {})))
    const inOrder = [...new Set(ids)].sort((a, b) => (a < b ? -1 : 1))
    expect(await idsIn(store)).toEqual(inOrder)
    for (const id of odd) expect((await store.get(keyOf(id)))?.row.id).toBe(id)
  })

  it('stays in its collection and its space', async () => {
    const store = await open()
    const places = [
      [anySpace, 'doc'],
      [anySpace, 'documents'],
      [anySpace, 'documents.a'],
      [anySpace, 'e'],
      ['spac', 'documents'],
      ['space2', 'documents'],
    ] as const
    for (const [space, collection] of places)
      await put(store, `${space}/${collection}`, {}, { keys: [[space, collection, `${space}/${collection}`]] })
    for (const [space, collection] of places)
      expect(await idsIn(store, collection, space)).toEqual([`${space}/${collection}`])
    expect(await idsIn(store, 'nothing')).toEqual([])
  })

  it('shows texts as they read now, each its own, across chunks', async () => {
    const store = await open()
    const ids = Array.from({ length: 300 }, (_, i) => `r${String(i).padStart(3, '0')}`)
    await Promise.all(ids.map(id => put(store, id, { body: `seed ${id}`, other: `other ${id}` })))
    const grown = ids.filter((_, i) => i % 3 === 0 || i > 250)
    await Promise.all(grown.map(id => retext(store, id, `text ${id}`)))
    await Promise.all(grown.slice(0, 20).map(id => retext(store, id, `second ${id}`, 'other')))
    await write(store, 'r000', { set: { body: 'replaced' } })
    const read = new Map<string, unknown[]>()
    await walkAll(store, anySpace, 'documents', record =>
      read.set(record.row.id, [record.value('body'), record.value('other')]),
    )
    for (const id of ids) {
      const body = id === 'r000' ? 'replaced' : grown.includes(id) ? `text ${id}` : `seed ${id}`
      expect(read.get(id)).toEqual([
        body,
        grown.indexOf(id) >= 0 && grown.indexOf(id) < 20 ? `second ${id}` : `other ${id}`,
      ])
    }
  })

  it('visits the dead too, and says where the log stood', async () => {
    const store = await open()
    await put(store, 'a', {})
    await write(store, 'a', { alive: false })
    const alive: boolean[] = []
    const { n, at } = await walkAll(store, anySpace, 'documents', record => alive.push(record.alive))
    expect([alive, n, at]).toEqual([[false], 2, (await store.commitsAfter(1))[0]?.id])
  })

  it('that its visitor breaks off tells so, and the next one works', async () => {
    const store = await open()
    await put(store, 'a', {})
    const broken = walkAll(store, anySpace, 'documents', () => {
      throw new RangeError('enough')
    })
    await expect(broken).rejects.toThrow('enough')
    expect(await idsIn(store)).toEqual(['a'])
  })

  it('sees one moment, whatever is written meanwhile', async () => {
    const store = await open(undefined, { pace: { records: 50, time: 0 } })
    await Promise.all(Array.from({ length: 600 }, (_, i) => put(store, `r${i}`, { round: 0 })))
    // Read in slices, it may come upon both; what was written in between is looked at again.
    const rounds = new Map<string, unknown>()
    const scanning = walkAll(store, anySpace, 'documents', record => rounds.set(record.row.id, record.value('round')))
    await Promise.all(Array.from({ length: 600 }, (_, i) => write(store, `r${i}`, { set: { round: 1 } })))
    await scanning
    expect(rounds.size).toBe(600)
    expect(new Set(rounds.values()).size).toBe(1)
  })
})
