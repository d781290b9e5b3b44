import { describe, expect, it, test } from 'vitest'
import { applyUpdate, Doc } from 'yjs'
import { change, exported, imported, keyIn, put, retext, shownIn } from './archive-stores.ts'
import { a, b, minute, note, told, typing, wholeHistory, withHistory } from './past.ts'

describe('the history of a record', () => {
  it('tells who did what, the newest first, and what stood there before', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { title: 'one', old: 1 }, a)
    await put(store, 'other', { title: 'not this one' }, a)
    await change(store, 'r', { set: { title: 'two' }, remove: ['old'] }, b)
    await change(store, 'r', { alive: false }, a)
    await change(store, 'r', { alive: true, made: { stamp: 'x', by: a } }, a)
    const { entries, isCut } = await wholeHistory(service)
    expect(entries.map(told)).toEqual([
      [a, 'restored', {}],
      [a, 'deleted', {}],
      [b, 'changed', { title: ['one', 'two'], old: [1, undefined] }],
      [a, 'created', { title: [undefined, 'one'], old: [undefined, 1] }],
    ])
    expect(isCut).toBe(false)
    expect(entries.every(({ isElsewhere }) => !isElsewhere)).toBe(true)
    expect(entries.map(({ time }) => time)).toEqual(entries.map(({ time }) => time).sort((x, y) => y - x))
  })

  it('keeps apart what several wrote in one transaction', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { n: 0 }, a)
    await Promise.all([change(store, 'r', { set: { n: 1 } }, a), change(store, 'r', { set: { n: 2 } }, b)])
    const { entries } = await wholeHistory(service)
    expect(entries.map(told)).toEqual([
      [b, 'changed', { n: [1, 2] }],
      [a, 'changed', { n: [0, 1] }],
      [a, 'created', { n: [undefined, 0] }],
    ])
    const states = await Promise.all(entries.map(({ n }) => service.version({ ...note(), n })))
    expect(states.map(state => state?.fields[0]?.value)).toEqual([2, 1, 0])
  })

  it('says nothing of what changed nothing', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { n: 0 })
    await change(store, 'r', { set: { n: 0 } })
    expect((await wholeHistory(service)).entries).toHaveLength(1)
  })

  it('takes what one writer types without a pause for one', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { body: 'x', n: 1 }, a)
    for (const text of ['xy', 'xyz', 'xyz!']) await retext(store, 'r', text, a)
    await retext(store, 'r', 'wxyz!', b)
    clock.time += 2 * minute
    await retext(store, 'r', 'wxyz?', b)
    const { entries } = await wholeHistory(service)
    expect(entries.map(told)).toEqual([
      [b, 'changed', { body: ['wxyz!', 'wxyz?'] }],
      [b, 'changed', { body: ['xyz!', 'wxyz!'] }],
      [a, 'changed', { body: ['x', 'xyz!'] }],
      [a, 'created', { body: [undefined, 'x'], n: [undefined, 1] }],
    ])
    expect(entries[2]?.until).toBeGreaterThan(entries[2]?.time ?? 0)
    const states = await Promise.all(entries.map(({ n }) => service.version({ ...note(), n })))
    expect(states.map(state => state?.fields.find(({ name }) => name === 'body')?.value)).toEqual([
      'wxyz?',
      'wxyz!',
      'xyz!',
      'x',
    ])
  })

  it('knows texts whose value was replaced since', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { body: 'first' })
    await retext(store, 'r', 'first and more')
    await change(store, 'r', { set: { body: 'second' } })
    await retext(store, 'r', 'second and more')
    const { entries } = await wholeHistory(service)
    expect(entries.map(told).map(([, , fields]) => fields)).toEqual([
      { body: ['second', 'second and more'] },
      { body: ['first and more', 'second'] },
      { body: ['first', 'first and more'] },
      { body: [undefined, 'first'] },
    ])
  })

  it('comes in parts, wherever they end', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { n: 0, body: '' })
    for (let n = 1; n < 130; n++) {
      if (n % 3) await change(store, 'r', { set: { n } })
      else {
        clock.time += 2 * minute
        await retext(store, 'r', `at ${n}`)
      }
    }
    const first = await service.history({ ...note(), before: null })
    expect(first.entries).toHaveLength(50)
    const { entries } = await wholeHistory(service)
    expect(entries).toHaveLength(130)
    expect(new Set(entries.map(({ n }) => n)).size).toBe(130)
    expect(entries.slice(-2).map(told)).toEqual([
      ['https://a.test', 'changed', { n: [0, 1] }],
      ['https://a.test', 'created', { n: [undefined, 0], body: [undefined, ''] }],
    ])
  })

  it('shows where long values differ, cut on whole characters', async () => {
    const { store, service } = await withHistory()
    const long = '😀'.repeat(3_000)
    await put(store, 'r', { text: long, list: Array.from({ length: 3_000 }, (_, i) => i) })
    await change(store, 'r', { set: { text: `${long}end` } })
    const [last, first] = (await wholeHistory(service)).entries
    expect(last?.fields[0]).toMatchObject({ isCut: true, after: expect.stringMatching(/^…(😀)+end$/u) })
    for (const field of first?.fields ?? []) {
      expect(field.isCut).toBe(true)
      expect(String(field.after).isWellFormed()).toBe(true)
      expect(String(field.after).length).toBeLessThan(2_010)
    }
  })

  it('is whole though the rows of its text were merged', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { body: '' })
    const states = ['', ...(await typing(store, 'r')(850, i => (i % 2 ? a : b)))]
    const { entries, isCut } = await wholeHistory(service)
    expect(isCut).toBe(false)
    expect(entries).toHaveLength(851)
    expect(entries.map(({ fields }) => fields[0]?.after)).toEqual(states.reverse())
    const early = entries.at(-40)
    const then = await service.version({ ...note(), n: early?.n ?? 0 })
    expect(then?.fields[0]?.value).toBe(early?.fields[0]?.after)
  })

  it('is the same after an export and an import, but for the device', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { title: 'one', body: 'x' }, a)
    await retext(store, 'r', 'xy', b)
    await change(store, 'r', { set: { title: 'two' } }, b)
    const { blob } = await exported(store)
    const there = await withHistory()
    await imported(there.store, blob)
    const [here, other] = await Promise.all([wholeHistory(service), wholeHistory(there.service)])
    expect(other.entries.map(told)).toEqual(here.entries.map(told))
    expect(other.entries.map(({ time }) => time)).toEqual(here.entries.map(({ time }) => time))
    expect(other.entries.every(({ isElsewhere }) => isElsewhere)).toBe(true)
  })

  it('is empty where there is no record, or one of another space', async () => {
    const { store, service } = await withHistory()
    const key = ['hidden', 'notes', 'r'] as [string, string, string]
    await store.write({
      space: 'hidden',
      author: { site: a },
      keys: [key],
      apply: group =>
        group.commit('hidden', { site: a }, [{ collection: 'notes', id: 'r', set: { n: 1 }, alive: true }]),
    })
    expect(await wholeHistory(service)).toEqual({ entries: [], isCut: false })
    expect(await service.version({ ...note(), n: 2 ** 20 })).toBeNull()
    await expect(service.restoreVersion({ ...note(), n: 2 ** 20 })).rejects.toThrow('not kept')
  })
})

describe('restoring', () => {
  it('brings a whole record back, deleted or changed, as a new write of the owner', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { title: 'one', old: 1, body: 'x' }, a)
    await retext(store, 'r', 'x and y', b)
    await change(store, 'r', { set: { title: 'two', more: 1 }, remove: ['old'] }, b)
    await change(store, 'r', { alive: false }, b)
    const { entries } = await wholeHistory(service)
    const place = entries.find(({ fields }) => fields.some(({ after }) => after === 'x and y'))?.n ?? 0
    expect(await service.restoreVersion({ ...note(), n: place })).toBe(true)
    expect(await shownIn(store)).toEqual({ r: { title: 'one', old: 1, body: 'x and y' } })
    const record = await store.get(keyIn(store, 'r'))
    expect([record?.madeBy, record?.isText('body')]).toEqual([a, true])
    expect((await wholeHistory(service)).entries[0]).toMatchObject({ by: 'owner', what: 'restored' })
    expect(await service.restoreVersion({ ...note(), n: place })).toBe(false)
    expect(await service.restoreVersion({ ...note(), n: entries[0]?.n ?? 0 })).toBe(true)
    expect(await shownIn(store)).toEqual({})
  })

  it('brings one field back and leaves the others', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { title: 'one', n: 1 })
    const [made] = (await wholeHistory(service)).entries
    await change(store, 'r', { set: { title: 'two', n: 2, more: 1 } })
    expect(await service.restoreVersion({ ...note(), n: made?.n ?? 0, field: 'title' })).toBe(true)
    expect(await service.restoreVersion({ ...note(), n: made?.n ?? 0, field: 'more' })).toBe(true)
    expect(await service.restoreVersion({ ...note(), n: made?.n ?? 0, field: 'never' })).toBe(false)
    expect(await shownIn(store)).toEqual({ r: { title: 'one', n: 2 } })
  })

  it('lets an open editor go on: a text becomes what it was by an update', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { body: 'hello' })
    const [made] = (await wholeHistory(service)).entries
    await retext(store, 'r', 'hello world')
    const open = await store.readText(keyIn(store, 'r'), 'body', () => true)
    await service.restoreVersion({ ...note(), n: made?.n ?? 0, field: 'body' })
    const since = await store.textSince(open.at, keyIn(store, 'r'), 'body')
    const doc = new Doc()
    applyUpdate(doc, open.state)
    applyUpdate(doc, since?.update as Uint8Array)
    expect(doc.getText('body').toString()).toBe('hello')
  })
})

test('what is no answer to a question of ours is refused', async () => {
  const { store, service } = await withHistory()
  for (const ask of [
    {},
    { ...note(), before: -1 },
    { ...note(), before: null, more: 1 },
    { collection: '', id: 'r', before: null },
  ])
    await expect(service.history(ask as never)).rejects.toThrow()
  await expect(service.keepHistory(8)).rejects.toThrow()
  await service.keepHistory(7)
  expect(await service.historyKept()).toBe(7)
  await store.history.compact() // the one that this began
})
