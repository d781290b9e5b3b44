import type { Note, Remote } from '../wire.ts'

/** What the measures ask of a collection; each peer is one file in `stores/`, used as its own documentation says. */
export interface Store {
  get(id: string): Promise<Note | undefined>
  put(note: Note): Promise<unknown>
  /** In one go, by whatever the documentation names for many. */
  putMany(notes: Note[]): Promise<unknown>
  getMany?(ids: string[]): Promise<(Note | undefined)[]>
  readAll?(): Promise<Note[]>
  /** The records of one group by an index, sorted by rank. */
  findGroup?(group: number): Promise<Note[]>
  /** The first so many of all, by an index, from the highest rank down. */
  findHighest?(count: number): Promise<Note[]>
}

/**
 * Opens a collection, and makes it where there is none.
 * @param indexed whether something is going to be looked for by an index; nobody keeps an index that is not asked for
 */
export type Open = (collection: string, indexed: boolean, remote?: Remote) => Promise<Store>
