/** What explains the speed, counted without a clock: docs/PERFORMANCE.md has the times. */
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Store } from '../../lib/store/index.ts'
import { keyOf, open, put } from './open.ts'

/** What the database is asked for from now on. */
function counting() {
  const opened = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const puts = vi.spyOn(IDBObjectStore.prototype, 'put')
  const gets = vi.spyOn(IDBObjectStore.prototype, 'get')
  onTestFinished(() => {
    for (const spy of [opened, puts, gets]) spy.mockRestore()
  })
  const namesOf = (spy: typeof puts | typeof gets) => (spy.mock.contexts as IDBObjectStore[]).map(({ name }) => name)
  return {
    get transactions() {
      return opened.mock.calls.length
    },
    putInto: (store: string) => namesOf(puts).filter(name => name === store).length,
    gotFrom: (store: string) => namesOf(gets).filter(name => name === store).length,
  }
}

/** The first write asks how much room there is, and finds out which indexes there are. */
async function warmStore(): Promise<Store> {
  const store = await open()
  await put(store, 'first', {})
  return store
}

it('2,000 puts at once are one transaction, with one row in the log', async () => {
  const store = await warmStore()
  const counts = counting()
  await Promise.all(Array.from({ length: 2_000 }, (_, i) => put(store, `r${i}`, { i })))
  expect(counts.transactions).toBe(1)
  expect([counts.putInto('records'), counts.putInto('log'), counts.putInto('meta')]).toEqual([2_000, 1, 1])
})

it('a new record is put without a look at anything but the head', async () => {
  const store = await warmStore()
  const counts = counting()
  const key = keyOf('new')
  await put(store, 'new', { a: 1 }, { keys: [key], fresh: new Set([key]) })
  expect([counts.transactions, counts.gotFrom('meta'), counts.gotFrom('records')]).toEqual([1, 1, 0])
})

it('what was written or read a moment ago is read again without the database', async () => {
  const store = await warmStore()
  await put(store, 'a', { a: 1 })
  const counts = counting()
  expect((await store.get(keyOf('a')))?.value('a')).toBe(1)
  expect((await store.getMany([keyOf('a'), keyOf('first')])).length).toBe(2)
  expect(counts.transactions).toBe(0)
})

it('a record that is remembered is changed without being read', async () => {
  const store = await warmStore()
  await put(store, 'a', { a: 1 })
  const counts = counting()
  await put(store, 'a', { a: 2 })
  expect([counts.transactions, counts.gotFrom('records')]).toEqual([1, 0])
  expect((await store.get(keyOf('a')))?.value('a')).toBe(2)
})
