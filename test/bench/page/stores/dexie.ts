/** https://dexie.org/docs/: `bulkPut` for many, and a compound index for "this group, by rank". */
import { Dexie, type Table } from 'dexie'
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

export const openDexie: Open = async (name, indexed) => {
  const db = new Dexie(`dexie ${name}`, { chromeTransactionDurability: 'relaxed' })
  db.version(1).stores({ notes: indexed ? 'id, [group+rank], rank' : 'id' })
  const notes = db.table('notes') as Table<Note, string>
  await db.open()
  return {
    get: id => notes.get(id),
    put: note => notes.put(note),
    putMany: many => notes.bulkPut(many),
    readAll: () => notes.toArray(),
    findGroup: group => notes.where('[group+rank]').between([group, Dexie.minKey], [group, Dexie.maxKey]).toArray(),
    findHighest: count => notes.orderBy('rank').reverse().limit(count).toArray(),
  }
}
