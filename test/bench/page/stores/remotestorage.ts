/**
 * https://remotestorage.io/rs.js/docs/, with its cache switched off: what is compared is a call to where the data is. With
 * the cache it is a database in the page, which is filled and emptied behind it.
 */
// The package's own entry is for node.
import RemoteStorage from 'remotestoragejs/release/remotestorage.js'
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

export const openRemotestorage: Open = async (collection, _indexed, remote) => {
  if (!remote) throw new Error('remoteStorage needs a server.')
  const storage = new RemoteStorage({ cache: false })
  storage.access.claim('bench', 'rw')
  await new Promise<void>((resolve, reject) => {
    storage.on('connected', resolve)
    storage.on('error', reject)
    storage.connect(remote.address, remote.token)
  })
  const client = storage.scope(`/bench/${collection}/`)
  client.declareType('note', 'https://bench.invalid/note', { type: 'object', properties: { id: { type: 'string' } } })
  const put = (note: Note) => client.storeObject('note', note.id, { ...note })
  return {
    get: async id => ((await client.getObject(id)) ?? undefined) as Note | undefined,
    put,
    putMany: async notes => {
      for (const note of notes) await put(note) // there is no call for many
    },
  }
}
