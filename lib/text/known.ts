/** What of an update a text has already. Yjs looks at client ids and numbers alone, and takes what comes first. */
import { decodeUpdate, decodeUpdateV2, diffUpdate, encodeStateVector, getState, Skip } from 'yjs'
import type { Text } from './text.ts'

/**
 * An update without the changes that are in the text. Passed on, they would be harmless only where the true ones have
 * arrived before: their content may be another.
 */
export function unknownPart(update: Uint8Array, text: Text): Uint8Array {
  return diffUpdate(update, encodeStateVector(text.doc))
}

/** Whether some of its changes are here already, or wait here for what they rest on: perhaps with another content. */
export function collides(update: Uint8Array, { doc }: Text): boolean {
  const { pendingStructs } = doc.store
  const decoded = pendingStructs ? decodeUpdateV2(pendingStructs.update).structs : []
  const waiting = decoded.filter(struct => !(struct instanceof Skip))
  return decodeUpdate(update).structs.some(({ id, length }) => {
    if (id.clock < getState(doc.store, id.client)) return true
    return waiting.some(
      ({ id: { client, clock }, length: other }) =>
        client === id.client && clock < id.clock + length && id.clock < clock + other,
    )
  })
}
