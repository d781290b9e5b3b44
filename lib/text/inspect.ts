/**
 * What a website's update may bring into a text: characters, their formats and deletions, under client ids of its
 * own, resting on what is there. A forged client id makes two replicas differ for ever; an update whose parents are
 * missing waits in the document unseen; a foreign root or an embed is no text.
 */
import {
  ContentDeleted,
  ContentFormat,
  ContentString,
  decodeStateVector,
  decodeUpdate,
  encodeStateVector,
  GC,
  Item,
} from 'yjs'
import type { Text } from './text.ts'

export type Inspection = { ok: true; clients: number[] } | { ok: false; why: string }

/** @returns the client ids under which the update brings something new, or why it is refused */
export function inspectUpdate(update: Uint8Array, text: Text): Inspection {
  let decoded: ReturnType<typeof decodeUpdate>
  try {
    decoded = decodeUpdate(update)
  } catch {
    return refuse('this is no Yjs update (v1)')
  }
  const ends = new Map<number, number>()
  const known = decodeStateVector(encodeStateVector(text.doc))
  const byClient = new Map<number, Struct[]>()
  let last = { client: -1, end: 0 }
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id
    const follows = last.client === client && last.end === clock
    if (!follows && clock > (known.get(client) ?? 0)) return refuse('it rests on changes that are not here')
    if (struct.length < 1) return refuse('it brings an empty change')
    if (!(struct instanceof Item || struct instanceof GC)) return refuse('it skips changes')
    const why = struct instanceof Item ? whyNoText(struct, text.field) : null
    if (why) return refuse(why)
    if (follows) byClient.get(client)?.push(struct)
    else byClient.set(client, [struct])
    last = { client, end: clock + struct.length }
    ends.set(client, last.end)
  }
  // Of two blocks of one client Yjs applies the last and merges the first: the same bytes would make different texts.
  if (blocksIn(update) !== byClient.size) return refuse('it brings a client’s changes in several parts')
  if (!canBeOrdered(byClient, known)) return refuse('it rests on changes that are not here')
  const clients = [...ends].filter(([client, end]) => end > (known.get(client) ?? 0)).map(([client]) => client)
  const reach = (client: number) => Math.max(known.get(client) ?? 0, ends.get(client) ?? 0)
  for (const [client, deletions] of decoded.ds.clients) {
    for (const { clock, len } of deletions) {
      if (clock + len > reach(client)) return refuse('it deletes what is not here')
    }
  }
  return { ok: true, clients }
}

function whyNoText({ content, parent, parentSub }: Item, field: string): string | null {
  const isText =
    content instanceof ContentString || content instanceof ContentFormat || content instanceof ContentDeleted
  if (!isText) return 'only characters and their formats can be stored in a text'
  if (parentSub !== null) return 'attributes of the whole text cannot be stored'
  // Decoded, but not yet in a document, a root parent is its name, whatever the type says.
  const isRoot = parent === null || (parent as unknown) === field
  return isRoot ? null : `the text must be doc.getText(${JSON.stringify(field)})`
}

/** An update with more new clients is no one's typing, and ordering it may take long. */
const maxClients = 10_000

/** Whether each change can follow those that it stands beside: parts that wait for each other would wait for ever. */
function canBeOrdered(byClient: ReadonlyMap<number, Struct[]>, known: ReadonlyMap<number, number>): boolean {
  const reach = new Map(known)
  const isHere = (id: Id | null) => !id || id.clock < (reach.get(id.client) ?? 0)
  const canStand = (struct: Struct) =>
    !(struct instanceof Item) || (isHere(struct.origin) && isHere(struct.rightOrigin))
  let waiting = [...byClient].map(([client, structs]) => {
    const next = structs.findIndex(({ id, length }) => id.clock + length > (known.get(client) ?? 0))
    return { client, structs, next: next < 0 ? structs.length : next }
  })
  waiting = waiting.filter(({ structs, next }) => next < structs.length)
  if (waiting.length > maxClients) return false
  while (waiting.length > 0) {
    let stood = 0
    for (const queue of waiting) {
      for (let struct = queue.structs[queue.next]; struct && canStand(struct); struct = queue.structs[queue.next]) {
        reach.set(queue.client, struct.id.clock + struct.length)
        queue.next++
        stood++
      }
    }
    if (stood === 0) return false
    waiting = waiting.filter(({ structs, next }) => next < structs.length)
  }
  return true
}

type Struct = Item | GC

/** How many blocks of structs an update announces: its first number, in lib0's variable-length encoding. */
function blocksIn(update: Uint8Array): number {
  let [count, scale] = [0, 1]
  for (const byte of update) {
    count += (byte & 0x7f) * scale
    if (byte < 0x80) return count
    scale *= 0x80
  }
  return count
}
type Id = { client: number; clock: number }

/** The client ids that an update speaks of; null when it is no Yjs update (v1). */
export function clientsIn(update: Uint8Array): number[] | null {
  try {
    return [...new Set(decodeUpdate(update).structs.map(struct => struct.id.client))]
  } catch {
    return null
  }
}

const refuse = (why: string): Inspection => ({ ok: false, why })
