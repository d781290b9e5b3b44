/** Stores with a history, and the service that looks into it. */
import { Doc } from 'yjs'
import { Room } from '../../lib/broker/room.ts'
import { Undo } from '../../lib/broker/undo.ts'
import { historyService } from '../../lib/owner/history.ts'
import type { Amount } from '../../lib/protocol/caps.ts'
import type { HistoryEntry } from '../../lib/protocol/history.ts'
import type { Store } from '../../lib/store/index.ts'
import { keyIn, openStore } from './archive-stores.ts'
import { clientFor, clockAt, noon } from './open.ts'

export const [a, b] = ['https://a.test', 'https://b.test'] as const
export const minute = 60_000
export const day = 24 * 60 * minute

/** A store whose clock goes on by a second with each look at it, and the owner's service over it. */
export async function withHistory(name?: string) {
  const clock = clockAt(noon)
  const store = await openStore(name, { now: () => (clock.time += 1_000) })
  const used = new Map<string, Amount>()
  const room = new Room(
    {
      of: origin => ({ origin, ...(used.has(origin) ? { used: used.get(origin) as Amount } : {}) }),
      setUsed: (origin, amount) => void used.set(origin, amount),
    },
    { stored() {} },
  )
  const service = historyService({ store, undo: new Undo({ store, room }) })
  return { store, clock, service, used, room }
}

export const note = (id = 'r', collection = 'notes') => ({ collection, id })

/** Everything, over as many parts as it takes. */
export async function wholeHistory(service: ReturnType<typeof historyService>, id = 'r') {
  const entries: HistoryEntry[] = []
  let before: number | null = null
  for (;;) {
    const part: Awaited<ReturnType<typeof service.history>> = await service.history({ ...note(id), before })
    entries.push(...part.entries)
    if (part.next === null) return { entries, isCut: part.isCut }
    before = part.next
  }
}

/** What an entry says, in short. */
export const told = ({ by, what, fields }: HistoryEntry) => [
  by,
  what,
  Object.fromEntries(fields.map(({ name, before, after }) => [name, [before, after]])),
]

/** Takes back what a writer did since a moment, all of it. */
export async function undoAll(service: ReturnType<typeof historyService>, by: string, since = 0) {
  const { from, upto } = await service.undoStart({ by, since })
  return undoRange(service, by, from, upto)
}

export async function undoRange(service: ReturnType<typeof historyService>, by: string, from: number, upto: number) {
  let changed = 0
  for (let after: number | null = 0; after !== null; ) {
    const part = await service.undoTouched({ by, from, upto, after })
    changed += await service.undo({ by, from, upto, records: part.records })
    after = part.next
  }
  return changed
}

export const placeNow = async (store: Store): Promise<number> => (await store.archiveSize()).n

/** Two editors of one text, which hear each other: each key is an update, and 25 of them come in one transaction. */
export function typing(store: Store, id: string) {
  const doc = new Doc()
  const root = doc.getText('body')
  const key = keyIn(store, id)
  return async (times: number, by: (i: number) => string): Promise<string[]> => {
    const states: string[] = []
    const writes: Promise<unknown>[] = []
    for (let i = 0; i < times; i++) {
      const writer = by(i)
      doc.clientID = clientFor(writer)
      let update: Uint8Array = new Uint8Array()
      doc.once('update', (made: Uint8Array) => {
        update = made
      })
      root.insert(writer === a ? 0 : root.length, writer === a ? 'a' : 'b')
      states.push(root.toString())
      const author = { site: writer }
      writes.push(
        store.write({
          space: key[0],
          author,
          keys: [key],
          apply(group) {
            const { base } = group.text(key, 'body')
            group.commit(key[0], author, [{ collection: key[1], id, text: { body: { base, update } } }])
          },
        }),
      )
      if (i % 25 === 24) await Promise.all(writes)
    }
    await Promise.all(writes)
    return states
  }
}
