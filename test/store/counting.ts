import { onTestFinished, vi } from 'vitest'

/** What the database is asked for from now on. */
export function counting() {
  const opened = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const puts = vi.spyOn(IDBObjectStore.prototype, 'put')
  const gets = vi.spyOn(IDBObjectStore.prototype, 'get')
  const parts = vi.spyOn(IDBObjectStore.prototype, 'getAll')
  onTestFinished(() => {
    for (const spy of [opened, puts, gets, parts]) spy.mockRestore()
  })
  const namesOf = (spy: typeof puts | typeof gets | typeof parts) =>
    (spy.mock.contexts as IDBObjectStore[]).map(({ name }) => name)
  return {
    get transactions() {
      return opened.mock.calls.length
    },
    putInto: (store: string) => namesOf(puts).filter(name => name === store).length,
    gotFrom: (store: string) => namesOf(gets).filter(name => name === store).length,
    partsFrom: (store: string) => namesOf(parts).filter(name => name === store).length,
  }
}
