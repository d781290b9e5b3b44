/**
 * Reads a zip by its list at the end, a piece at a time. (fflate's own streaming reader finds the end of a file by
 * searching the compressed bytes for a signature, which can stand there by chance.) Strict: what is not as an export
 * has it is refused, and every file has to have the checksum and the length that it is said to have.
 */
import { Inflate } from 'fflate'
import { i18n } from '#i18n'
import { ArchiveError } from '../../protocol/archive.ts'
import { crc32 } from './crc32.ts'

interface Entry {
  name: string
  method: number
  crc: number
  packed: number
  size: number
  offset: number
}

const endSize = 22
/** The end may be followed by a comment of this many bytes. */
const maxComment = 0xffff
/** Small, because a packed piece may hold a thousand times as much. */
const pieceSize = 65_536
const maxEntries = 16

export class ZipReader {
  readonly #blob: Blob
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(blob: Blob, entries: ReadonlyMap<string, Entry>) {
    this.#blob = blob
    this.#entries = entries
  }

  /** @param names the files that have to be there, and no others */
  static async open(blob: Blob, names: readonly string[]): Promise<ZipReader> {
    const entries = await listOf(blob)
    const missing = names.find(name => !entries.has(name))
    if (missing) throw new ArchiveError(missing, i18n.t('damage.missing'))
    const more = [...entries.keys()].find(name => !names.includes(name))
    if (more !== undefined) throw new ArchiveError(more.slice(0, 64), i18n.t('damage.unknownFile'))
    return new ZipReader(blob, entries)
  }

  sizeOf(name: string): number {
    return this.#entries.get(name)?.size ?? 0
  }

  /** The unpacked bytes of a file, in pieces. @throws ArchiveError at the latest when all of it has been read */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(name) as Entry
    const start = await this.#dataOf(entry)
    const sum = crc32()
    let size = 0
    for await (const piece of unpack(this.#blob.slice(start, start + entry.packed), entry)) {
      size += piece.length
      if (size > entry.size) throw new ArchiveError(name, i18n.t('damage.longerThanSaid'))
      sum.update(piece)
      yield piece
    }
    if (size < entry.size) throw new ArchiveError(name, i18n.t('damage.cutShort'))
    if (sum.value() !== entry.crc) throw new ArchiveError(name, i18n.t('damage.checksum'))
  }

  /** The list says where a file's own header stands; its data follow that. */
  async #dataOf({ name, method, packed, offset }: Entry): Promise<number> {
    const view = await viewOf(this.#blob, offset, offset + 30)
    if (view.byteLength < 30 || view.getUint32(0, true) !== 0x04034b50 || view.getUint16(8, true) !== method) {
      throw new ArchiveError(name, i18n.t('damage.header'))
    }
    const nameLength = view.getUint16(26, true)
    const start = offset + 30 + nameLength + view.getUint16(28, true)
    const told = decode(await viewOf(this.#blob, offset + 30, offset + 30 + nameLength))
    if (told !== name || start + packed > this.#blob.size) throw new ArchiveError(name, i18n.t('damage.header'))
    return start
  }
}

async function* unpack(packed: Blob, { name, method }: Entry): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = []
  const inflate = new Inflate(piece => made.push(piece))
  for (let from = 0; from < packed.size || from === 0; from += pieceSize) {
    const piece = new Uint8Array(await packed.slice(from, from + pieceSize).arrayBuffer())
    if (method === 0) made.push(piece)
    else {
      try {
        inflate.push(piece, from + pieceSize >= packed.size)
      } catch {
        throw new ArchiveError(name, i18n.t('damage.unpacking', { byte: from }))
      }
    }
    yield* made.splice(0)
  }
}

async function listOf(blob: Blob): Promise<Map<string, Entry>> {
  const from = Math.max(0, blob.size - endSize - maxComment)
  const tail = await viewOf(blob, from, blob.size)
  let at = tail.byteLength - endSize
  while (
    at >= 0 &&
    (tail.getUint32(at, true) !== 0x06054b50 || at + endSize + tail.getUint16(at + 20, true) !== tail.byteLength)
  )
    at--
  if (at < 0) throw new ArchiveError(i18n.t('damage.wholeFile'), i18n.t('damage.noZip'))
  const count = tail.getUint16(at + 10, true)
  const size = tail.getUint32(at + 12, true)
  const offset = tail.getUint32(at + 16, true)
  if (count > maxEntries || offset + size !== from + at) throw damagedList()
  return entriesIn(await viewOf(blob, offset, offset + size), count)
}

function entriesIn(list: DataView, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > list.byteLength || list.getUint32(at, true) !== 0x02014b50) throw damagedList()
    const nameLength = list.getUint16(at + 28, true)
    const end = at + 46 + nameLength + list.getUint16(at + 30, true) + list.getUint16(at + 32, true)
    if (end > list.byteLength) throw damagedList()
    const entry = {
      name: decode(new DataView(list.buffer, at + 46, nameLength)),
      method: list.getUint16(at + 10, true),
      crc: list.getUint32(at + 16, true),
      packed: list.getUint32(at + 20, true),
      size: list.getUint32(at + 24, true),
      offset: list.getUint32(at + 42, true),
    }
    const isEncrypted = (list.getUint16(at + 8, true) & 1) === 1
    if (isEncrypted || (entry.method !== 0 && entry.method !== 8)) {
      throw new ArchiveError(entry.name.slice(0, 64), i18n.t('damage.packing'))
    }
    if (entries.has(entry.name)) throw damagedList()
    entries.set(entry.name, entry)
    at = end
  }
  if (at !== list.byteLength) throw damagedList()
  return entries
}

const damagedList = () => new ArchiveError(i18n.t('damage.zip'), i18n.t('damage.list'))
const decode = (view: DataView) => new TextDecoder().decode(view)
const viewOf = async (blob: Blob, from: number, to: number) =>
  new DataView(await blob.slice(from, Math.max(from, to)).arrayBuffer())
