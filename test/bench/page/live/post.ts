import type { Note } from '../../wire.ts'

/** A record as mail from one tab to another: written here, told there. */
interface Post {
  send(note: Note): Promise<unknown>
  /** @param heard is told of every change of this record, with the record as it is then */
  listen(id: string, heard: (note: Note) => void): Promise<void>
}

export type OpenPost = (collection: string) => Promise<Post>
