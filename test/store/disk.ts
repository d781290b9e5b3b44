/** Disks of a test's own: one that says how much is free, and one on which transactions fail. */
import { onTestFinished } from 'vitest'

export const MiB = 2 ** 20

/** What the browser would say: so much is free. */
export function diskWith(free: number) {
  const disk = {
    free,
    /** How often it was asked. */
    asked: 0,
    estimate: async () => {
      disk.asked++
      return { quota: 1000 * MiB + disk.free, usage: 1000 * MiB }
    },
  }
  return disk
}

/** From now on puts into an object store fail as on a full disk, while `isFull` says so of the row. */
export function failingPuts(store: string, isFull: (row: Record<string, unknown>) => boolean = () => true) {
  const { put } = IDBObjectStore.prototype
  /** `failed`: the transactions. */
  const state = { isFull, failed: new Set<IDBTransaction>() }
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: never, ...key: IDBValidKey[]) {
    if (this.name !== store || !state.isFull(value)) return put.call(this, value, ...key)
    const request = put.call(this, value, ...key)
    const { transaction } = this
    if (state.failed.has(transaction)) return request
    state.failed.add(transaction)
    // What the browser says of a transaction that it has aborted for want of room; it comes to that a while later.
    Object.defineProperty(transaction, 'error', { value: new DOMException('No room.', 'QuotaExceededError') })
    queueMicrotask(() => transaction.abort())
    return request
  }
  onTestFinished(() => {
    IDBObjectStore.prototype.put = put
  })
  return state
}
