import type { Note } from '../../wire.ts'
import type { OpenPost } from './post.ts'

export const openAllodPost: OpenPost = async collection => {
  const notes = window.allod.collection<Omit<Note, 'id'>>(collection)
  return {
    send: note => notes.put(note),
    listen: (id, heard) =>
      notes.watch({ selector: { title: id } }, event => {
        if (event.type === 'end') throw event.error
        if (event.type === 'change') for (const { record } of event.changes) if (record) heard(record)
      }),
  }
}
