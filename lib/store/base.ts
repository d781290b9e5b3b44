/** What a put was based on: the record as of the revision that the site had read. */

import type { Json } from '../protocol/api.ts'
import type { Text } from '../text/index.ts'
import { type FieldSet, rowRev, textRev } from './loaded.ts'
import { baseOf, isText, keyOf, type Row } from './row.ts'
import type { Transaction } from './schema.ts'
import type { Stamp } from './stamp.ts'
import { seededText, textAsOf } from './texts.ts'

export class Base {
  readonly #row: Row
  /** Null: that state of the text is not kept any more. */
  readonly #texts: ReadonlyMap<string, Text | null>

  constructor(row: Row, texts: ReadonlyMap<string, Text | null>) {
    this.#row = row
    this.#texts = texts
  }

  has(field: string): boolean {
    return Object.hasOwn(this.#row.fields, field) || this.#texts.has(field)
  }

  value(field: string): Json | undefined {
    return Object.hasOwn(this.#row.fields, field) ? this.#row.fields[field] : undefined
  }

  /** Null: it was no text, or that state is not kept. `base`: the stamp that it grew from. */
  textOf(field: string): { text: Text; base: Stamp | '' } | null {
    const text = this.#texts.get(field)
    return text ? { text, base: baseOf(this.#row, field) } : null
  }
}

/** How far back in the log a base is looked for. Beyond it, a put is merged with the record as it stands. */
const maxRows = 1_000

/** @returns null where the revision is beyond what is kept */
export async function loadBase(
  tx: Transaction,
  row: Row,
  rev: string,
  visible: FieldSet,
  secret: string,
): Promise<Base | null> {
  const [rowPart, ...states] = rev.split('.')
  const base = await rowAsOf(tx, row, candidate => rowRev(candidate, visible, secret) === rowPart)
  if (!base) return null
  const texts = new Map<string, Text | null>()
  for (const field of Object.keys(base.texts ?? {})) {
    if (!isText(base, field)) continue
    texts.set(field, await textAsOf(tx, base, field, version => states.includes(textRev(version, secret))))
  }
  // A field that has become a text since was the string that the text has grown from.
  for (const field of Object.keys(row.texts ?? {})) {
    if (!texts.has(field)) texts.set(field, seededText(base, field))
  }
  return new Base(base, texts)
}

async function rowAsOf(tx: Transaction, row: Row, isWanted: (row: Row) => boolean): Promise<Row | null> {
  if (isWanted(row)) return row
  const name = keyOf(row).join('\n')
  let cursor = await tx.objectStore('before').openCursor(null, 'prev')
  for (let seen = 0; cursor && seen < maxRows; seen++) {
    const found = cursor.value.rows.find(candidate => keyOf(candidate).join('\n') === name && isWanted(candidate))
    if (found) return found
    cursor = await cursor.continue()
  }
  return null
}
