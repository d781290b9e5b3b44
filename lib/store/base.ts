/** What a put was based on: the record as of the revision that the site had read. */

import type { Json } from '../protocol/api.ts'
import type { Text } from '../text/index.ts'
import { type FieldSet, isRowRev, textRev } from './loaded.ts'
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

interface Wanted {
  /** The record as it stands. */
  row: Row
  rev: string
  /** The fields that the revision was made from. */
  visible: FieldSet
}

/** How far back in the log bases are looked for. Beyond it, a put is merged with the record as it stands. */
const maxRows = 200

/** The bases that are still kept. All of a group are looked for at once: a wrong revision costs no more than a right one. */
export async function loadBases(tx: Transaction, wanted: Wanted[], secret: string) {
  const found = new Map<Wanted, Row>()
  const missing = new Map<string, Wanted[]>()
  for (const want of wanted) {
    if (isBase(want.row, want, secret)) found.set(want, want.row)
    else missing.set(nameOf(want.row), [...(missing.get(nameOf(want.row)) ?? []), want])
  }
  let cursor = missing.size > 0 ? await tx.objectStore('before').openCursor(null, 'prev') : null
  for (let seen = 0; cursor && seen < maxRows && found.size < wanted.length; seen++) {
    for (const row of cursor.value.rows) {
      for (const want of missing.get(nameOf(row)) ?? []) {
        if (!found.has(want) && isBase(row, want, secret)) found.set(want, row)
      }
    }
    cursor = await cursor.continue()
  }
  return Promise.all(
    [...found].map(async ([{ row, rev }, base]) => ({ row, rev, base: await baseOfRow(tx, row, base, rev, secret) })),
  )
}

function isBase(row: Row, { rev, visible }: Wanted, secret: string): boolean {
  return isRowRev(rev.split('.')[0] ?? '', row, visible, secret)
}

async function baseOfRow(tx: Transaction, row: Row, base: Row, rev: string, secret: string): Promise<Base> {
  const states = rev.split('.').slice(1)
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

const nameOf = (row: Row) => keyOf(row).join('\n')
