/** How much a site has stored, and how much more it may. Pure. */
import { type Amount, defaultCaps } from '../protocol/caps.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { LoadedRecord, Op } from '../store/index.ts'

export const nothing: Amount = { records: 0, bytes: 0 }

/** JSON's length stands for bytes: it costs little, and what counts is that nobody grows without an end. */
export const lengthOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0

/** What one operation of a site adds to what it has stored. @param record as it stood before */
export function growthOf(record: LoadedRecord | undefined, op: Op, origin: string): Amount {
  const known = record?.alive ? record : undefined
  if (op.alive === false) return known?.madeBy === origin ? negative(sizeOf(known)) : nothing
  // What a deleted record has left was given back when it was deleted.
  const before = (name: string) => lengthOf(known?.value(name))
  let bytes = 0
  for (const [name, value] of Object.entries(op.set ?? {})) bytes += lengthOf(value) - before(name)
  for (const name of op.remove ?? []) bytes -= before(name)
  for (const { update } of Object.values(op.text ?? {})) bytes += update.byteLength
  return { records: op.alive && !known ? 1 : 0, bytes }
}

/** What a record takes up of the room of the site that made it. */
export function sizeOf(record: LoadedRecord): Amount {
  return { records: 1, bytes: record.fieldNames('*').reduce((sum, name) => sum + lengthOf(record.value(name)), 0) }
}

export const sum = (a: Amount, b: Amount): Amount => ({ records: a.records + b.records, bytes: a.bytes + b.bytes })

export const negative = ({ records, bytes }: Amount): Amount => ({ records: -records, bytes: -bytes })

/** Never below nothing: what others have written can be taken away without having been counted here. */
export const added = (used: Amount, more: Amount): Amount => ({
  records: Math.max(0, used.records + more.records),
  bytes: Math.max(0, used.bytes + more.bytes),
})

/** Whoever is over the cap may still delete and shrink. @throws quota */
export function checkRoom(used: Amount, growth: Amount, caps: Amount = defaultCaps): void {
  const isOver = (what: keyof Amount) => growth[what] > 0 && used[what] + growth[what] > caps[what]
  if (!isOver('records') && !isOver('bytes')) return
  throw new BrokerError('quota', 'This site has used up the room that the owner gives it. Nothing was written.')
}
