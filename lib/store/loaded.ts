/** A record as it stands at one place in the log: its row, and its texts where it has some. */

import { shortDigest } from '../platform/hash.ts'
import type { Json } from '../protocol/api.ts'
import { baseOf, isText, type Row } from './row.ts'
import type { Stamp } from './stamp.ts'

export interface TextValue {
  readonly value: string
  /** Of its newest update. */
  readonly stamp: Stamp | ''
  /** Names the state that it is in. */
  readonly version: string
}

export type FieldSet = '*' | ReadonlySet<string>
export const hasField = (fields: FieldSet, field: string): boolean => fields === '*' || fields.has(field)

export class LoadedRecord {
  readonly row: Row
  /** Of the stored updates that make its texts, where they are still to be put together. Bytes. */
  readonly textSize: number
  readonly #texts: ReadonlyMap<string, TextValue>
  /** The last revision that was asked for: of a record that is kept it is the same again and again. */
  #last: { visible: FieldSet; secret: string; rev: string } | undefined

  constructor(row: Row, texts: ReadonlyMap<string, TextValue> = new Map(), textSize = 0) {
    this.row = row
    this.#texts = texts
    this.textSize = textSize
  }

  get alive(): boolean {
    return this.row.alive.value
  }

  /** The origin that made it, or `owner`. */
  get madeBy(): string {
    return this.row.alive.made.by
  }

  isText(field: string): boolean {
    return isText(this.row, field)
  }

  /** Names the text that the field is or would become: another base, another text. */
  textBase(field: string): Stamp | '' {
    return baseOf(this.row, field)
  }

  has(field: string): boolean {
    return Object.hasOwn(this.row.fields, field) || isText(this.row, field)
  }

  value(field: string): Json | undefined {
    if (isText(this.row, field)) return this.#texts.get(field)?.value ?? ''
    return Object.hasOwn(this.row.fields, field) ? this.row.fields[field] : undefined
  }

  /** Of the last write that the field shows; a text's updates are writes too. */
  stamp(field: string): Stamp | '' {
    const text = isText(this.row, field) ? (this.#texts.get(field)?.stamp ?? '') : ''
    const base = baseOf(this.row, field)
    return text > base ? text : base
  }

  /** The fields that `visible` shows, whatever stands in the others. */
  fieldNames(visible: FieldSet): string[] {
    const names = Object.keys(this.row.fields)
    for (const field of Object.keys(this.row.texts ?? {})) {
      if (isText(this.row, field) && !Object.hasOwn(this.row.fields, field)) names.push(field)
    }
    return visible === '*' ? names : names.filter(name => visible.has(name))
  }

  /**
   * The revision that this view of the record has. It is made from the stamps of the visible fields alone, removed
   * ones included, so that nothing hidden shows through it; keyed, so that stamps cannot be read back. Each visible
   * text adds a name for its own state, by which a later put finds the text that it was based on.
   */
  rev(visible: FieldSet, secret: string): string {
    if (this.#last?.visible === visible && this.#last.secret === secret) return this.#last.rev
    const states = this.#states(visible, secret)
    const rev = [rowRev(this.row, visible, secret), ...states].join('.')
    if (states.length === 0) this.#last = { visible, secret, rev } // a text may go on under it
    return rev
  }

  /** Whether this is its revision, or was the name of the same state in earlier versions. */
  hasRev(rev: string, visible: FieldSet, secret: string): boolean {
    const [ofRow = '', ...states] = rev.split('.')
    return isRowRev(ofRow, this.row, visible, secret) && states.join() === this.#states(visible, secret).join()
  }

  #states(visible: FieldSet, secret: string): string[] {
    const texts = Object.keys(this.row.texts ?? {}).filter(name => hasField(visible, name) && isText(this.row, name))
    return texts.sort().map(name => textRev(this.#texts.get(name)?.version ?? '', secret))
  }
}

/** The part of a revision that tells of the fields which are no texts. */
function rowRev(row: Row, visible: FieldSet, secret: string): string {
  const names = namesIn(row, visible)
  return isOfOneWrite(row, names)
    ? `w${digestOnce(`${secret}\nw${row.alive.made.stamp}\n${names.join('\n')}`)}`
    : revOfFields(row, names, secret)
}

/** The same in either way of naming it: earlier versions named the fields of one write like those of many. */
export function isRowRev(rev: string, row: Row, visible: FieldSet, secret: string): boolean {
  return rev === (rev.length === 16 ? revOfFields(row, namesIn(row, visible), secret) : rowRev(row, visible, secret))
}

function namesIn(row: Row, visible: FieldSet): string[] {
  return Object.keys(row.at)
    .filter(name => hasField(visible, name) && !isText(row, name))
    .sort()
}

/** Most records show what one write has made and no other has touched: there, each field's stamp is the same. */
const isOfOneWrite = (row: Row, names: readonly string[]): boolean =>
  names.length > 0 && names.every(name => baseOf(row, name) === row.alive.made.stamp)

function revOfFields(row: Row, names: readonly string[], secret: string): string {
  let text = secret + row.alive.made.stamp
  for (const name of names) text += `\n${name}\n${baseOf(row, name)}`
  return shortDigest(text)
}

/** Hashing is most of what reading many records costs, and those of one batch have the same name. */
const known = new Map<string, string>()
const mostKnown = 5_000

function digestOnce(text: string): string {
  const digest = known.get(text) ?? shortDigest(text)
  if (known.size >= mostKnown) known.clear()
  known.set(text, digest)
  return digest
}

/** Names one state of a text inside a revision. */
export function textRev(version: string, secret: string): string {
  return shortDigest(`${secret}\ntext\n${version}`).slice(0, 8)
}
