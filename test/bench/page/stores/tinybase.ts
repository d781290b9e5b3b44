/**
 * https://tinybase.org/guides/using-indexes/: a slice for each group, its rows sorted by rank, all in the page's memory.
 * https://tinybase.org/api/persister-indexed-db/: what is saved is the whole table, as one value.
 */
import { createIndexes, createStore } from 'tinybase'
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db'
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

export const openTinybase: Open = async (name, indexed) => {
  const store = createStore()
  let errors: unknown[] = []
  const persister = createIndexedDbPersister(store, `tinybase ${name}`, undefined, error => errors.push(error))
  await persister.load()
  errors = [] // where nothing was saved yet, there is nothing to load
  const save = async () => {
    await persister.save()
    if (errors.length > 0) throw errors[0]
  }
  const indexes = createIndexes(store)
  if (indexed) indexes.setIndexDefinition('groups', 'notes', 'group', 'rank')
  const noteOf = (id: string) => ({ id, ...store.getRow('notes', id) }) as unknown as Note
  const set = ({ id, ...row }: Note) => store.setRow('notes', id, row)
  return {
    get: async id => (store.hasRow('notes', id) ? noteOf(id) : undefined),
    put: note => {
      set(note)
      return save()
    },
    putMany: many => {
      store.transaction(() => {
        for (const note of many) set(note)
      })
      return save()
    },
    findGroup: async group => indexes.getSliceRowIds('groups', String(group)).map(noteOf),
  }
}
