/**
 * What has to be done to a record so that it is as if one writer had not written to it in a while. What others wrote
 * since stays. Pure.
 */
import type { Json } from '../protocol/api.ts'
import { sameJson } from '../protocol/json.ts'
import { type UndoneText, undoUpdates } from '../text/index.ts'
import type { Op, Write } from './commit.ts'
import type { FieldState } from './field-change.ts'
import { isMerged } from './past-texts.ts'
import { baseOf, isText, keyOf, mergeOp, type RecordKey, type Row } from './row.ts'
import type { TextRow } from './schema.ts'
import type { Stamp } from './stamp.ts'
import { seededText } from './texts.ts'

export interface UndoFacts {
  /** The record as it stands, and as it stood where the while began; undefined: it was not there. */
  now: Row
  then: Row | undefined
  /** What its row went through since, in the order of the log. `isTaken`: it is to be undone. */
  since: readonly { op: Op; write: Write; isTaken: boolean }[]
  /** All updates of its texts. */
  updates: readonly (TextRow & { isTaken: boolean; isSince: boolean })[]
  /** Under which Yjs client id the undo writes into a text. */
  clientOf(field: string): number
}

export interface Undoing {
  does: 'delete' | 'restore' | 'change' | 'nothing'
  /** Null: nothing. */
  op: Op | null
  /** From what stands there to what it becomes. */
  changes: { name: string; before: FieldState | undefined; after: FieldState | undefined }[]
  /** What was written, and has been changed by others since. */
  kept: string[]
}

export function planUndo(facts: UndoFacts): Undoing {
  const { now } = facts
  const [, collection, id] = keyOf(now)
  const without = rowWithout(facts)
  const alive = aliveWithout(facts, without)
  const op: Op = { collection, id, ...alive }
  const undoing: Undoing = { does: 'nothing', op: null, changes: [], kept: [] }
  // What nobody else had anything in stays in the deleted record: so its deletion is taken back whole.
  const isGone = !(alive?.alive ?? now.alive.value) && !facts.then && !isShared(facts)
  for (const name of isGone ? [] : writtenFields(facts)) {
    const done = fieldWithout(facts, without, name)
    if (done === 'kept') undoing.kept.push(name)
    if (typeof done === 'string') continue
    const { before, after, update } = done
    undoing.changes.push({ name, before, after })
    if (update) {
      const text = { base: baseOf(now, name), update, clients: [facts.clientOf(name)] }
      op.text = { ...op.text, [name]: text }
    } else if (after) op.set = { ...op.set, [name]: after.value }
    else op.remove = [...(op.remove ?? []), name]
  }
  if (alive) undoing.does = alive.alive ? 'restore' : 'delete'
  else if (undoing.changes.length > 0) undoing.does = 'change'
  if (undoing.does !== 'nothing') undoing.op = op
  return undoing
}

/** `kept`: others have written there since. `same`: it stands there as if nothing had been written. */
function fieldWithout(
  facts: UndoFacts,
  without: Row | undefined,
  field: string,
): { before: FieldState | undefined; after: FieldState | undefined; update?: Uint8Array } | 'kept' | 'same' {
  const { now, updates } = facts
  const before = stateOf(now, field, updates)
  const own = updatesOn(now, field, updates)
  const isAlone = own.every(({ isTaken }) => isTaken)
  const others = updates.filter(({ isTaken }) => !isTaken)
  const after = stateOf(without, field, others)
  const isShown = takenStamps(facts).has(baseOf(now, field))
  // A text that grew from nothing, and that nobody else wrote into, was no field either.
  const isValue = isShown || (own.length > 0 && !after)
  if (isValue && isAlone) {
    if (before && after ? sameJson(before.value, after.value) : before === after) return 'same'
    return { before, after: after && { ...after, isText: false } }
  }
  if (isShown || !own.some(({ isTaken }) => isTaken)) return 'kept'
  const undone = textWithout(facts, field)
  if (!undone) return 'kept'
  const { update, value } = undone
  return update ? { before, after: { value, isText: true }, update } : 'same'
}

const takenStamps = ({ since }: UndoFacts): Set<Stamp> =>
  new Set(since.flatMap(({ write, isTaken }) => (isTaken ? [write.stamp] : [])))

/** The record as all others have made it. */
function rowWithout({ now, then, since }: UndoFacts): Row | undefined {
  const key: RecordKey = keyOf(now)
  return since.reduce<Row | undefined>(
    (row, { op, write, isTaken }) => (isTaken ? row : mergeOp(row, key, op, write)),
    then,
  )
}

function writtenFields({ since, updates }: UndoFacts): Set<string> {
  const taken = since.flatMap(({ op, isTaken }) => (isTaken ? [op] : []))
  return new Set([
    ...taken.flatMap(({ set, remove = [], text }) => [
      ...Object.keys(set ?? {}),
      ...remove,
      ...Object.keys(text ?? {}),
    ]),
    ...updates.flatMap(({ field, isTaken }) => (isTaken ? [field] : [])),
  ])
}

/** Undefined where that stays as it is. */
function aliveWithout(facts: UndoFacts, without: Row | undefined): { alive: boolean; made: Write } | undefined {
  const { alive } = facts.now
  if (!takenStamps(facts).has(alive.stamp) || alive.value === (without?.alive.value ?? false)) return undefined
  if (!alive.value) return without && { alive: true, made: without.alive.made }
  return isShared(facts) ? undefined : { alive: false, made: alive.made }
}

/** Whether others have put anything in since. */
const isShared = ({ since, updates }: UndoFacts): boolean =>
  since.some(({ op, isTaken }) => !isTaken && (op.set || op.text || op.alive)) ||
  updates.some(({ isTaken, isSince }) => isSince && !isTaken)

const updatesOn = (row: Row, field: string, updates: UndoFacts['updates']) =>
  isText(row, field) ? updates.filter(update => update.field === field && update.base === baseOf(row, field)) : []

function stateOf(row: Row | undefined, field: string, updates: UndoFacts['updates']): FieldState | undefined {
  if (!row) return undefined
  const all = updatesOn(row, field, updates)
  if (isText(row, field)) {
    const text = seededText(row, field)
    text.applyAll(all.map(({ update }) => update))
    return { value: text.toString(), isText: true }
  }
  const value: Json | undefined = Object.hasOwn(row.fields, field) ? row.fields[field] : undefined
  return value === undefined ? undefined : { value, isText: false }
}

/** Null where it is not known any more who wrote what. */
function textWithout({ now, updates, clientOf }: UndoFacts, field: string): UndoneText | null {
  const all = updatesOn(now, field, updates)
  if (all.some(update => isMerged(update) && update.isSince)) return null
  const seed = { update: seededText(now, field).state(), isTaken: false }
  return undoUpdates(field, [seed, ...all], clientOf(field))
}
