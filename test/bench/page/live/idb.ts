/** What a site without a broker does between its own tabs: it writes, says what, and the other one reads. */
import { stores } from '../stores/index.ts'
import type { OpenPost } from './post.ts'

export const openIdbPost: OpenPost = async collection => {
  const notes = await stores.idb!(collection, false)
  const channel = new BroadcastChannel(collection)
  return {
    send: async note => {
      await notes.put(note)
      channel.postMessage(note.id)
    },
    listen: async (id, heard) => {
      channel.addEventListener('message', async ({ data }) => {
        if (data !== id) return
        const note = await notes.get(id)
        if (note) heard(note)
      })
    },
  }
}
