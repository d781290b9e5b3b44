/**
 * Makes the indexes that queries ask for, a slice at a time between the writes. What is written while one is being built
 * goes into it at once, so that a slice only adds what was there before; one that was interrupted goes on where it was.
 */
import type { Clock } from '../../platform/clock.ts'
import { handled } from '../handled.ts'
import type { Database, Head, IndexRow, WriteTransaction } from '../schema.ts'
import { startingWith } from '../schema.ts'
import { indexKey, rowsOfIndex } from './rows.ts'
import { Wishes } from './wishes.ts'

/** Each costs something with every write. */
const maxIndexes = 8
/** One that nobody has used for so long makes way for another. Milliseconds. */
const unused = 7 * 86_400_000
/** How exactly it is known when one was used last. Milliseconds. */
const usedEvery = 86_400_000
/** A background that starts has other things to do first. Milliseconds. */
const patience = 2_000

const recordsAtOnce = 200
const rowsAtOnce = 2_000

export interface BuilderOptions {
  db: Database
  now: Clock
  /** Works between two groups of writes, with nothing else beside it. */
  between<T>(work: () => Promise<T>): Promise<T>
}

type Work = (tx: WriteTransaction, index: IndexRow) => Promise<void>

export class IndexBuilder {
  readonly #options: BuilderOptions
  readonly #wishes = new Wishes()
  /** Number → when it was noted as used. */
  readonly #used = new Map<number, number>()
  #running: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(options: BuilderOptions) {
    this.#options = options
    this.#timer = setTimeout(() => void this.settle().catch(this.#failed), patience)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  /** A query has had to look at many records for want of this index. */
  wish(space: string, collection: string, path: string): void {
    if (!this.#wishes.count(space, collection, path)) return
    this.#create(space, collection, path)
      .then(isNew => (isNew ? this.settle() : undefined))
      .catch(this.#failed)
  }

  /** It is good for something: others go first. */
  used({ space, collection, path, no, usedAt }: IndexRow): void {
    const now = this.#options.now()
    // Many queries may come before the disk knows of the first.
    if (now - Math.max(usedAt, this.#used.get(no) ?? 0) < usedEvery) return
    this.#used.set(no, now)
    this.#change(['indexes'], async tx => {
      const index = await tx.objectStore('indexes').get([space, collection, path])
      if (index) await tx.objectStore('indexes').put({ ...index, usedAt: now })
    }).catch(this.#failed)
  }

  /** Ends what has been begun. Resolves when every index is whole. */
  settle(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  readonly #failed = (error: unknown) => {
    if (!this.#closed) console.error(error)
  }

  async #run(): Promise<void> {
    for (;;) {
      const all = await this.#options.db.getAll('indexes')
      const next = all.find(({ isGoing, after }) => isGoing || after !== undefined)
      if (!next || this.#closed) return
      await this.#slice(next, next.isGoing ? remove : add)
    }
  }

  async #slice({ space, collection, path }: IndexRow, work: Work): Promise<void> {
    await this.#change(['meta', 'indexes', 'index', 'records'], async tx => {
      const index = await tx.objectStore('indexes').get([space, collection, path])
      if (index) await work(tx, index)
    })
  }

  /** @returns false where there is one already, or no room for another */
  async #create(space: string, collection: string, path: string): Promise<boolean> {
    return this.#change(['meta', 'indexes'], async tx => {
      const store = tx.objectStore('indexes')
      const all = await store.getAll(startingWith([space, collection]))
      if (all.some(index => index.path === path)) return false
      const now = this.#options.now()
      if (all.length >= maxIndexes) {
        const [oldest] = all.filter(({ isGoing }) => !isGoing).sort((a, b) => a.usedAt - b.usedAt)
        if (!oldest || now - oldest.usedAt < unused) return false
        await store.put({ ...oldest, isGoing: true })
      }
      const no = await countChange(tx)
      await store.put({ space, collection, path, no, after: null, usedAt: now })
      return true
    })
  }

  #change<T>(
    stores: ('meta' | 'indexes' | 'index' | 'records')[],
    change: (tx: WriteTransaction) => Promise<T>,
  ): Promise<T> {
    return this.#options.between(async () => {
      const tx = handled(this.#options.db.transaction(stores, 'readwrite', { durability: 'relaxed' }))
      const result = await change(tx as unknown as WriteTransaction)
      await tx.done
      return result
    })
  }
}

const add: Work = async (tx, index) => {
  const { space, collection, path, no, after } = index
  const all = startingWith([space, collection])
  const range = typeof after === 'string' ? IDBKeyRange.bound([space, collection, after], all.upper, true) : all
  const rows = await tx.objectStore('records').getAll(range, recordsAtOnce)
  const puts = rows.map(row => {
    const key = indexKey(row, path)
    return key && tx.objectStore('index').put(0, [no, key as IDBValidKey, row.id])
  })
  const { after: _, ...whole } = index
  const isEnd = rows.length < recordsAtOnce
  puts.push(tx.objectStore('indexes').put(isEnd ? whole : { ...index, after: rows.at(-1)?.id ?? null }) as never)
  if (isEnd) await countChange(tx)
  await Promise.all(puts)
}

const remove: Work = async (tx, { space, collection, path, no }) => {
  const keys = await tx.objectStore('index').getAllKeys(rowsOfIndex(no), rowsAtOnce)
  const [first, last] = [keys[0], keys.at(-1)]
  if (first && last) await tx.objectStore('index').delete(IDBKeyRange.bound(first, last))
  if (keys.length < rowsAtOnce) await tx.objectStore('indexes').delete([space, collection, path])
}

/** Whoever remembers the indexes reads them again. @returns a number that no index has had */
async function countChange(tx: WriteTransaction): Promise<number> {
  const head = (await tx.objectStore('meta').get('head')) as Head
  const indexed = (head.indexed ?? 0) + 1
  await tx.objectStore('meta').put({ ...head, indexed }, 'head')
  return indexed
}
