import type { Collection } from '../../../../lib/protocol/api.ts'
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

type Fields = Omit<Note, 'id'>

export const openAllod: Open = async name => {
  const notes = window.allod.collection<Fields>(name)
  return {
    get: id => notes.get(id),
    put: note => notes.put(note),
    putMany: batch => notes.batch(batch.map(record => ({ op: 'put', record }))),
    getMany: ids => notes.getMany(ids),
    readAll: () => readAll(notes),
    findGroup: async group => (await notes.find({ selector: { group }, sort: ['rank'] })).records,
    findHighest: async limit => (await notes.find({ sort: [{ rank: 'desc' }], limit })).records,
  }
}

/** A page ends where it is large enough; the cursor leads on. */
async function readAll(notes: Collection<Fields>): Promise<Note[]> {
  const all: Note[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await notes.find({ limit: 10_000, ...(cursor ? { cursor } : {}) })
    all.push(...page.records)
    if (!page.cursor) return all
    cursor = page.cursor
  }
}
