/** Ends a background in the midst of what it does: at one of its requests, or at one of its transactions. */
import { EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import type { MemoryBucket } from './bucket.ts'
import type { Profile } from './profile.ts'

/** Whether the fatal step was still done. */
export type When = 'before' | 'after'

export interface Counter {
  /** How many there were so far. */
  count: number
  off(): void
}

/** At the request of this number, from 0. Without one they are counted. */
export function dieAtCall(bucket: MemoryBucket, profile: Profile, fatal = -1, when: When = 'before'): Counter {
  const counter: Counter = { count: 0, off: () => {} }
  const look = () => {
    if (counter.count++ !== fatal) return
    profile.close()
    throw new EndpointError('offline', 'the background is dead')
  }
  counter.off = when === 'before' ? bucket.before(look) : bucket.after(look)
  return counter
}

/** At the transaction that writes of this number, from 0. Without one they are counted. */
export function dieAtTransaction(profile: Profile, fatal = -1, when: When = 'before'): Counter {
  const original = IDBDatabase.prototype.transaction
  const counter: Counter = {
    count: 0,
    off() {
      IDBDatabase.prototype.transaction = original
    },
  }
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const transaction = original.call(this, stores, mode, options)
    if (this.name === profile.database && mode === 'readwrite' && counter.count++ === fatal) {
      profile.close() // what has begun ends as it should
      if (when === 'before') queueMicrotask(() => abort(transaction))
    }
    return transaction
  }
  return counter
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {} // it has ended by itself
}

/** Does it until it is done, with another background whenever one has died. */
export async function survive(profile: Profile, act: () => Promise<unknown>, isDone = async () => true): Promise<void> {
  for (let attempts = 0; attempts < 10; attempts++) {
    try {
      await act()
    } catch (error) {
      if (!profile.isClosed) throw error
    }
    if (profile.isClosed) await profile.restart()
    else if (await isDone()) return
  }
  throw new Error('It is never done.')
}
