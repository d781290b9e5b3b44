/**
 * https://pouchdb.com/adapters.html: the adapter `indexeddb`, whose indexes for `find` are IndexedDB's own.
 * https://pouchdb.com/guides/mango-queries.html: a field that is sorted by stands in the index and in the selector.
 */

import indexeddb from 'pouchdb-adapter-indexeddb'
import PouchDB from 'pouchdb-core'
import find from 'pouchdb-find'
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

PouchDB.plugin(indexeddb).plugin(find)

export const openPouchdb: Open = async (name, indexed) => {
  const db = new PouchDB<Omit<Note, 'id'>>(`pouchdb ${name}`, { adapter: 'indexeddb' })
  if (indexed) await db.createIndex({ index: { fields: ['group', 'rank'] } })
  const noteOf = ({ _id: id, ...rest }: Omit<Note, 'id'> & { _id: string }): Note => ({ id, ...rest })
  const docOf = ({ id: _id, ...rest }: Note) => ({ _id, ...rest })
  return {
    get: id =>
      db.get(id).then(noteOf, error => {
        if (error.status === 404) return undefined
        throw error
      }),
    put: note => db.put(docOf(note)),
    putMany: async many => {
      const answers = await db.bulkDocs(many.map(docOf))
      if (answers.some(answer => answer.error)) throw new Error('PouchDB has refused some of the records.')
    },
    findGroup: async group => {
      const query = { selector: { group, rank: { $gte: 0 } }, sort: ['group', 'rank'], limit: 10_000 }
      const { docs, warning } = await db.find(query)
      if (warning) throw new Error(warning)
      return docs.map(noteOf)
    },
  }
}
