import { describe, expect, it, test } from 'vitest'
import { change, keyIn, put, retext, shownIn } from './archive-stores.ts'
import { a, b, note, placeNow, told, typing, undoAll, undoRange, wholeHistory, withHistory } from './past.ts'

const ask = async (
  service: Awaited<ReturnType<typeof withHistory>>['service'],
  by: string,
  ids = ['r'],
  since = 0,
) => ({
  by,
  ...(({ from, upto }) => ({ from, upto }))(await service.undoStart({ by, since })),
  records: ids.map(id => note(id)),
})

describe('undoing what a site did', () => {
  it('takes away what it made, brings back what it deleted, and puts back what it changed', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'changed', { title: 'one', gone: 1, body: 'text' }, b)
    await put(store, 'deleted', { title: 'two' }, b)
    await put(store, 'own', { title: 'its own' }, a)
    const before = await shownIn(store)
    const since = clock.time + 1
    await put(store, 'made', { title: 'new' }, a)
    await change(store, 'changed', { set: { title: 'ONE', more: 1 }, remove: ['gone'] }, a)
    await retext(store, 'changed', 'text and spam', a)
    await change(store, 'deleted', { alive: false }, a)
    await change(store, 'own', { set: { title: 'changed by itself' } }, a)
    const { records, ...rest } = await ask(service, a, ['made', 'changed', 'deleted', 'own'], since)
    const plans = await service.undoPlan({ ...rest, records })
    expect(plans.map(({ id, does, title, kept }) => [id, does, title, kept])).toEqual([
      ['made', 'delete', 'new', []],
      ['changed', 'change', 'ONE', []],
      ['deleted', 'restore', 'two', []],
      ['own', 'change', 'changed by itself', []],
    ])
    expect(plans[1]?.fields.map(({ name, before, after }) => [name, before, after]).sort()).toEqual([
      ['body', 'text and spam', 'text'],
      ['gone', undefined, 1],
      ['more', 1, undefined],
      ['title', 'ONE', 'one'],
    ])
    expect(await undoAll(service, a, since)).toBe(4)
    expect(await shownIn(store)).toEqual(before)
    expect((await store.commitsAfter(0)).at(-1)?.author).toEqual({ owner: true })
    expect((await store.get(keyIn(store, 'deleted')))?.madeBy).toBe(b)
  })

  it('keeps what others have changed since, and says so', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { title: 'one', n: 1 }, b)
    const since = clock.time + 1
    await change(store, 'r', { set: { title: 'spam', n: 2 } }, a)
    await change(store, 'r', { set: { title: 'mine' } }, b)
    const [plan] = await service.undoPlan(await ask(service, a, ['r'], since))
    expect(plan).toMatchObject({ does: 'change', kept: ['title'], fields: [{ name: 'n', before: 2, after: 1 }] })
    await undoAll(service, a, since)
    expect(await shownIn(store)).toEqual({ r: { title: 'mine', n: 1 } })
  })

  it('leaves a record that it made and others wrote to, with what they wrote', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { title: 'by a', n: 1 }, a)
    await change(store, 'r', { set: { note: 'by b' } }, b)
    expect(await undoAll(service, a)).toBe(1)
    expect(await shownIn(store)).toEqual({ r: { note: 'by b' } })
    expect((await store.get(keyIn(store, 'r')))?.madeBy).toBe(a)
  })

  it('leaves alone what the owner deleted, and what it wrote before', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { n: 1 }, a)
    await put(store, 's', { n: 1 }, a)
    const since = clock.time + 1
    await change(store, 'r', { set: { n: 2 } }, a)
    await change(store, 'r', { alive: false }, b)
    expect(await undoAll(service, a, since)).toBe(1)
    expect(await shownIn(store)).toEqual({ s: { n: 1 } })
    expect((await store.get(keyIn(store, 'r')))?.value('n')).toBe(1)
  })

  it('knows what several wrote in one transaction', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { n: 0, m: 0 }, b)
    await Promise.all([change(store, 'r', { set: { n: 1 } }, a), change(store, 'r', { set: { m: 1 } }, b)])
    await undoAll(service, a)
    expect(await shownIn(store)).toEqual({ r: { n: 0, m: 1 } })
  })

  it('takes out of a text what it typed there, however its rows were merged', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { body: '' }, b)
    await typing(store, 'r')(450, i => (i % 2 ? b : a))
    await undoAll(service, a)
    expect(await shownIn(store)).toEqual({ r: { body: 'b'.repeat(225) } })
    expect((await store.get(keyIn(store, 'r')))?.isText('body')).toBe(true)
  })

  it('brings a text back that it replaced by another value', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { body: 'x' }, b)
    await retext(store, 'r', 'x and y', b)
    const since = clock.time + 1
    await change(store, 'r', { set: { body: 'spam' } }, a)
    await retext(store, 'r', 'spam, spam', a)
    await undoAll(service, a, since)
    expect(await shownIn(store)).toEqual({ r: { body: 'x and y' } })
  })

  it('keeps a value that others have typed into', async () => {
    const { store, clock, service } = await withHistory()
    await put(store, 'r', { body: 'x' }, b)
    const since = clock.time + 1
    await change(store, 'r', { set: { body: 'spam' } }, a)
    await retext(store, 'r', 'spam and mine', b)
    expect(await undoAll(service, a, since)).toBe(0)
    expect(await shownIn(store)).toEqual({ r: { body: 'spam and mine' } })
  })

  it('twice does nothing more, and is itself undone', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { title: 'one', body: 'one two three' }, b)
    await put(store, 'gone', { n: 1 }, b)
    await retext(store, 'r', 'one three', a)
    await change(store, 'r', { set: { title: 'two' } }, a)
    await change(store, 'gone', { alive: false }, a)
    await put(store, 'made', { n: 1, body: 'x' }, a)
    await retext(store, 'made', 'xy', a)
    const before = await shownIn(store)
    const from = await placeNow(store)
    expect(await undoAll(service, a)).toBe(3)
    const once = await shownIn(store)
    expect(once).toEqual({ r: { title: 'one', body: 'one two three' }, gone: { n: 1 } })
    const upto = await placeNow(store)
    expect(await undoAll(service, a)).toBe(0)
    expect(await placeNow(store)).toBe(upto)
    expect(await undoRange(service, 'owner', from, upto)).toBe(3)
    expect(await shownIn(store)).toEqual(before)
    expect((await wholeHistory(service, 'made')).entries.map(told)[0]).toEqual(['owner', 'restored', {}])
  })

  it('gives the site its room back, and takes it again with the undo of the undo', async () => {
    const { store, service, used, room } = await withHistory()
    await put(store, 'r', { n: 'x'.repeat(100) }, a)
    room.take(a, { records: 1, bytes: 102 })
    const from = await placeNow(store)
    await undoAll(service, a)
    expect(used.get(a)).toEqual({ records: 0, bytes: 0 })
    await undoRange(service, 'owner', from, await placeNow(store))
    expect(used.get(a)).toEqual({ records: 1, bytes: 102 })
  })

  it('never writes over what came while it was planned', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { n: 1, body: 'x' }, b)
    await change(store, 'r', { set: { n: 2 } }, a)
    const question = await ask(service, a)
    const plan = store.history.undoneIn.bind(store.history)
    // Right after it has looked, somebody is faster; and with them in the same transaction, another.
    let isFirst = true
    store.history.undoneIn = async (...what) => {
      const found = await plan(...what)
      if (isFirst) {
        await change(store, 'r', { set: { n: 3 } }, b)
        isFirst = false
      }
      return found
    }
    expect(await service.undo(question)).toBe(0)
    expect(await shownIn(store)).toEqual({ r: { n: 3, body: 'x' } })
  })

  it('deletes nothing that somebody has put again while it was planned', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { n: 1 }, a)
    const made = (await store.get(keyIn(store, 'r')))?.row.alive.made as { stamp: string; by: string }
    const question = await ask(service, a)
    const plan = store.history.undoneIn.bind(store.history)
    let isFirst = true
    store.history.undoneIn = async (...what) => {
      const found = await plan(...what)
      if (isFirst) void change(store, 'r', { alive: true, made }, b)
      isFirst = false
      return found
    }
    await service.undo(question)
    expect(await shownIn(store)).toEqual({ r: {} })
  })

  it('looks again where a text has grown meanwhile', async () => {
    const { store, service } = await withHistory()
    await put(store, 'r', { n: 1, body: 'x' }, b)
    await retext(store, 'r', 'x spam', a)
    const question = await ask(service, a)
    const plan = store.history.undoneIn.bind(store.history)
    let looks = 0
    store.history.undoneIn = async (...what) => {
      const found = await plan(...what)
      if (looks++ === 0) void retext(store, 'r', 'x spam!', b) // in one transaction with the undo
      return found
    }
    expect(await service.undo(question)).toBe(1)
    expect(looks).toBe(2)
    expect(await shownIn(store)).toEqual({ r: { n: 1, body: 'x!' } })
  })
})

test('what it touched comes in parts, each record of the owner’s own space', async () => {
  const { store, service } = await withHistory()
  for (let i = 0; i < 600; i++) await put(store, `r${i}`, { i }, i % 2 ? a : b)
  const { from, upto } = await service.undoStart({ by: a, since: 0 })
  const first = await service.undoTouched({ by: a, from, upto, after: 0 })
  expect(first.records).toHaveLength(250)
  const second = await service.undoTouched({ by: a, from, upto, after: first.next ?? 0 })
  expect([second.records.length, second.next]).toEqual([50, null])
  const none = await service.undoTouched({ by: 'https://c.test', from, upto, after: 0 })
  expect(none.records).toEqual([])
})

test('a moment names what was written since', async () => {
  const { store, clock, service } = await withHistory()
  await put(store, 'r', { n: 1 }, a)
  const between = clock.time + 1
  await put(store, 's', { n: 1 }, a)
  expect(await service.undoStart({ by: a, since: 0 })).toEqual({ from: 0, upto: 2, oldest: null })
  expect(await service.undoStart({ by: a, since: between })).toEqual({ from: 1, upto: 2, oldest: null })
  expect(await service.undoStart({ by: a, since: clock.time + 1 })).toEqual({ from: 2, upto: 2, oldest: null })
})
