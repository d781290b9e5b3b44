/**
 * One Yjs text: the value of one field, made of a seed (the string it was turned from) and the updates since.
 * Its root is `doc.getText(field)`, here as in a website's own Y.Doc.
 */
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { digest } from '../platform/hash.ts'
import { replaceString } from './replace.ts'

export class Text {
  readonly field: string
  readonly doc: Doc
  #string: string | undefined

  constructor(field: string, updates: Iterable<Uint8Array> = []) {
    this.field = field
    this.doc = new Doc()
    this.doc.clientID = 0 // this copy only follows; what it writes itself it writes under a client id of its own
    for (const update of updates) this.apply(update)
  }

  apply(update: Uint8Array): void {
    applyUpdate(this.doc, update)
    this.#string = undefined
  }

  /** Many at once: merging them first takes many times as long where each speaks of much that was deleted. */
  applyAll(updates: Iterable<Uint8Array>): void {
    this.doc.transact(() => {
      for (const update of updates) this.apply(update)
    })
  }

  /** The whole state as one update. */
  state(): Uint8Array {
    return encodeStateAsUpdate(this.doc)
  }

  /**
   * The update that makes this text read `next`; the text itself is left alone.
   * @param clientId who writes it: never one that has written into this text elsewhere
   */
  replace(next: string, clientId: number): Uint8Array {
    return replaceString(this, next, clientId)
  }

  toString(): string {
    this.#string ??= this.doc.getText(this.field).toString()
    return this.#string
  }
}

/**
 * Turns a string into a text. The client id comes from `place`, so that two devices that turn the same string make
 * the same text: with random ids, merging "hello" with "hello" gives "hellohello".
 * @param place names the field and the write that its string comes from
 */
export function seedUpdate(field: string, value: string, place: string): Uint8Array | undefined {
  if (value === '') return undefined
  return replaceString(new Text(field), value, clientIdOf(place))
}

/** An unsigned 32-bit client id, the same on every device. */
export function clientIdOf(place: string): number {
  return new DataView(digest(`client\n${place}`).buffer).getUint32(0)
}
