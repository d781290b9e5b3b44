/**
 * https://rxdb.info/quickstart.html, with the storage that is free and meant for browsers:
 * https://rxdb.info/rx-storage-dexie.html. The query names its index, as https://rxdb.info/rx-query.html advises.
 */
import { createRxDatabase, type RxJsonSchema } from 'rxdb/plugins/core'
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

const number = { type: 'number', minimum: 0, maximum: 1e6, multipleOf: 1 } as const

const schema = (indexed: boolean): RxJsonSchema<Note> => ({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    title: { type: 'string' },
    group: number,
    rank: number,
    more: { type: 'string' },
  },
  required: ['id', 'title', 'group', 'rank', 'more'],
  ...(indexed && { indexes: [['group', 'rank']] }),
})

export const openRxdb: Open = async (name, indexed) => {
  const db = await createRxDatabase({ name: `rxdb-${name}`, storage: getRxStorageDexie() })
  const { notes } = await db.addCollections({ notes: { schema: schema(indexed) } })
  if (!notes) throw new Error('RxDB has made no collection.')
  return {
    get: async id => (await notes.findOne(id).exec()) ?? undefined,
    put: note => notes.insert(note),
    putMany: async many => {
      const { error } = await notes.bulkInsert(many)
      if (error.length > 0) throw new Error(`RxDB has refused ${error.length} records.`)
    },
    readAll: () => notes.find().exec(),
    findGroup: group =>
      notes.find({ selector: { group }, sort: [{ rank: 'asc' }], index: ['group', 'rank'] }).exec() as Promise<Note[]>,
  }
}
