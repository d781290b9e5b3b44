/** Takes what one writer did to a text out of it again, and leaves what others did since where it is. */
import {
  applyUpdate,
  ContentFormat,
  ContentString,
  Doc,
  decodeUpdate,
  findIndexSS,
  getState,
  type ID,
  Item,
  mergeUpdates,
  UndoManager,
} from 'yjs'

export interface DatedUpdate {
  update: Uint8Array
  /** It is to be undone. */
  isTaken: boolean
}

export interface UndoneText {
  value: string
  /** What has to be applied to get there; null: nothing. */
  update: Uint8Array | null
}

/**
 * @param updates of the whole text, its seed too, in the order in which they were written here
 * @param clientId who undoes: never one that has written into this text
 */
export function undoUpdates(field: string, updates: readonly DatedUpdate[], clientId: number): UndoneText {
  const doc = new Doc({ gc: false }) // what was deleted has to be known, to come back
  doc.clientID = clientId
  const root = doc.getText(field)
  const [taken, kept] = [Symbol('taken'), Symbol('kept')]
  // One item on its stack: what the writer put in and took out again by itself is not to come back.
  const manager = new UndoManager(root, { trackedOrigins: new Set([taken]), captureTimeout: Number.POSITIVE_INFINITY })
  for (const { isTaken, parts } of runsOf(updates)) {
    doc.transact(
      () => {
        for (const update of parts) applyUpdate(doc, update)
      },
      isTaken ? taken : kept,
    )
  }
  const first = updates.findIndex(({ isTaken }) => isTaken)
  const since = first < 0 ? [] : updates.slice(first).flatMap(({ isTaken, update }) => (isTaken ? [] : [update]))
  const putBack = since.flatMap(update => copiesIn(update, doc))
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  for (const item of manager.undoStack) {
    for (const [client, ranges] of item.deletions.clients)
      item.deletions.clients.set(client, without(client, ranges, putBack))
  }
  while (manager.canUndo()) manager.undo()
  const value = root.toString()
  manager.destroy()
  return { value, update: made.length > 0 ? mergeUpdates(made) : null }
}

/** What follows each other on the same side, together. */
function runsOf(updates: readonly DatedUpdate[]): { isTaken: boolean; parts: Uint8Array[] }[] {
  const runs: { isTaken: boolean; parts: Uint8Array[] }[] = []
  for (const { update, isTaken } of updates) {
    const last = runs.at(-1)
    if (last?.isTaken === isTaken) last.parts.push(update)
    else runs.push({ isTaken, parts: [update] })
  }
  return runs
}

interface Range {
  client: number
  clock: number
  len: number
}

/**
 * The deleted parts that an update has put back. Yjs forgets that an item is the copy of another as soon as it is
 * written down; without this, undoing the same twice would put the same words there twice.
 */
function copiesIn(update: Uint8Array, doc: Doc): Range[] {
  const copies: Range[] = []
  for (const struct of decodeUpdate(update).structs) {
    // A copy stands right before what it is a copy of (`redoItem` in Yjs).
    if (!(struct instanceof Item) || !struct.rightOrigin) continue
    const { client, clock } = struct.rightOrigin
    if (isSame(struct.content, doc, struct.rightOrigin)) copies.push({ client, clock, len: struct.length })
  }
  return copies
}

/** What a client wrote from a clock on, as long as `content`, is the same. */
function isSame(content: Item['content'], doc: Doc, { client, clock }: ID): boolean {
  const structs = doc.store.clients.get(client) ?? []
  if (clock >= getState(doc.store, client)) return false
  let i = findIndexSS(structs, clock)
  if (structs[i]?.id.clock !== clock) return false
  if (content instanceof ContentFormat) {
    const known = (structs[i] as Item).content
    return known instanceof ContentFormat && known.key === content.key && known.value === content.value
  }
  if (!(content instanceof ContentString)) return false
  let known = ''
  for (; known.length < content.str.length; i++) {
    const struct = structs[i]
    if (!(struct instanceof Item && struct.content instanceof ContentString)) return false
    known += struct.content.str
  }
  return known.startsWith(content.str)
}

interface Deletion {
  clock: number
  len: number
}

function without(client: number, ranges: readonly Deletion[], all: readonly Range[]): Deletion[] {
  const cuts = all.filter(range => range.client === client)
  return cuts.reduce<Deletion[]>(
    (left, { clock, len }) =>
      left.flatMap(range => {
        const [end, cut] = [range.clock + range.len, clock + len]
        return [
          { clock: range.clock, len: Math.min(end, clock) - range.clock },
          { clock: Math.max(range.clock, cut), len: end - Math.max(range.clock, cut) },
        ].filter(part => part.len > 0)
      }),
    [...ranges],
  )
}
