/** Stores with a history, and the service that looks into it. */
import { Room } from '../../lib/broker/room.ts'
import { Undo } from '../../lib/broker/undo.ts'
import { historyService } from '../../lib/owner/history.ts'
import type { Amount } from '../../lib/protocol/caps.ts'
import type { HistoryEntry } from '../../lib/protocol/history.ts'
import type { Store } from '../../lib/store/index.ts'
import { openStore, retext } from './archive-stores.ts'
import { clockAt, noon } from './open.ts'

export const [a, b] = ['https://a.test', 'https://b.test'] as const
export const minute = 60_000
export const day = 24 * 60 * minute

/** A store whose clock goes on by a second with each look at it, and the owner's service over it. */
export async function withHistory(name?: string) {
  const clock = clockAt(noon)
  const store = await openStore(name, { now: () => (clock.time += 1_000) })
  const used = new Map<string, Amount>()
  const room = new Room({
    of: origin => ({ origin, ...(used.has(origin) ? { used: used.get(origin) as Amount } : {}) }),
    noteUsed: (origin, amount) => void used.set(origin, amount),
  })
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

/** Writes a text again and again, some of it in one transaction. */
export async function retextAll(
  store: Store,
  id: string,
  times: number,
  next: (i: number) => [text: string, by: string],
) {
  for (let i = 0; i < times; i += 25) {
    const some = Array.from({ length: Math.min(25, times - i) }, (_, k) => next(i + k))
    await Promise.all(some.map(([text, by]) => retext(store, id, text, by)))
  }
}
