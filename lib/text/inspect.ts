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
  const known = decodeStateVector(encodeStateVector(text.doc))
  const reach = new Map(known)
  const clients = new Set<number>()
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id
    const end = clock + struct.length
    const from = reach.get(client) ?? 0
    if (clock > from) return refuse('it rests on changes that are not here')
    if (end > (known.get(client) ?? 0)) clients.add(client)
    if (end > from) reach.set(client, end)
  }
  const isHere = (id: { client: number; clock: number } | null) => !id || id.clock < (reach.get(id.client) ?? 0)
  for (const struct of decoded.structs) {
    if (struct instanceof GC) continue
    if (!(struct instanceof Item)) return refuse('it skips changes')
    const { content, parent, parentSub, origin, rightOrigin } = struct
    const isText =
      content instanceof ContentString || content instanceof ContentFormat || content instanceof ContentDeleted
    if (!isText) return refuse('only characters and their formats can be stored in a text')
    if (parentSub !== null) return refuse('attributes of the whole text cannot be stored')
    // Decoded, but not yet in a document, a root parent is its name, whatever the type says.
    if (parent !== null && (parent as unknown) !== text.field)
      return refuse(`the text must be doc.getText(${JSON.stringify(text.field)})`)
    if (!isHere(origin) || !isHere(rightOrigin)) return refuse('it rests on changes that are not here')
  }
  for (const [client, deletions] of decoded.ds.clients) {
    for (const { clock, len } of deletions) {
      if (clock + len > (reach.get(client) ?? 0)) return refuse('it deletes what is not here')
    }
  }
  return { ok: true, clients: [...clients] }
}

/** The client ids that an update speaks of; null when it is no Yjs update (v1). */
export function clientsIn(update: Uint8Array): number[] | null {
  try {
    return [...new Set(decodeUpdate(update).structs.map(struct => struct.id.client))]
  } catch {
    return null
  }
}

const refuse = (why: string): Inspection => ({ ok: false, why })
