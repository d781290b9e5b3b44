/** https://github.com/jakearchibald/idb#readme */
import { openDB } from 'idb'
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

/** As ours: what was written survives a killed browser, not a power cut. */
const durability = 'relaxed'

export const openIdb: Open = async (name, indexed) => {
  const db = await openDB(`idb ${name}`, 1, {
    upgrade(db) {
      const notes = db.createObjectStore('notes', { keyPath: 'id' })
      if (indexed) notes.createIndex('group, rank', ['group', 'rank'])
    },
  })
  const write = () => db.transaction('notes', 'readwrite', { durability })
  return {
    get: id => db.get('notes', id) as Promise<Note | undefined>,
    put: note => {
      const tx = write()
      return Promise.all([tx.store.put(note), tx.done])
    },
    putMany: notes => {
      const tx = write()
      return Promise.all([...notes.map(note => tx.store.put(note)), tx.done])
    },
    readAll: () => db.getAll('notes') as Promise<Note[]>,
    findGroup: group =>
      db.getAllFromIndex('notes', 'group, rank', IDBKeyRange.bound([group], [group, []])) as Promise<Note[]>,
  }
}
