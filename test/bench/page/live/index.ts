/** Ping and pong between two tabs: half of the way there and back is one live update, and needs one clock alone. */
import type { Note } from '../../wire.ts'
import { middle } from '../measures/measure.ts'
import { newNote } from '../note.ts'
import { openAllodPost } from './allod.ts'
import { openIdbPost } from './idb.ts'
import type { OpenPost } from './post.ts'

const posts: Record<string, OpenPost> = { allod: openAllodPost, idb: openIdbPost }

const noteWith = (id: string, rank: number): Note => ({ ...newNote(), id, title: id, rank })

function postOf(store: string, collection: string) {
  const open = posts[store]
  if (!open) throw new Error(`Nothing is told of by ${store}.`)
  return open(collection)
}

/** Answers each ping with a pong of the same rank. */
export async function answerLive(store: string, collection: string): Promise<void> {
  const post = await postOf(store, collection)
  await post.listen('ping', ({ rank }) => post.send(noteWith('pong', rank)))
}

export async function prepareLive(store: string, collection: string): Promise<() => Promise<number>> {
  const post = await postOf(store, collection)
  let last = 0
  let told = (_rank: number) => {}
  await post.listen('pong', ({ rank, more }) => {
    if (more.length !== 900) throw new Error('Another record came.')
    told(rank)
  })
  const round = async () => {
    const rank = ++last
    const answered = new Promise<void>(resolve => {
      told = heard => {
        if (heard === rank) resolve()
      }
    })
    await Promise.all([post.send(noteWith('ping', rank)), answered])
  }
  return async () => (await middle(20, round)) / 2
}
