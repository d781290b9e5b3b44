/** Reads a whole export before anything of it is used, so that a damaged one changes nothing. */
import { i18n } from '#i18n'
import { startDigest } from '../../platform/hash.ts'
import {
  ArchiveError,
  type DataFile,
  dataFiles,
  type Line,
  type Manifest,
  manifestName,
  parseLine,
  parseManifest,
} from '../../protocol/archive.ts'
import { damagedLine, linesIn } from './lines.ts'
import { ZipReader } from './zip-reader.ts'

const maxManifest = 65_536

export interface CheckedArchive {
  manifest: Manifest
  zip: ZipReader
}

export interface Checking {
  /** Told of every commit that holds updates of texts, which only the background can look into. */
  text(number: number, line: string): Promise<void>
  /** Told now and then. Lines and bytes of all files, so far. */
  progress(lines: number, bytes: number, all: number): void
  signal: AbortSignal
}

/** @throws ArchiveError, whose message names the file and the line */
export async function checkArchive(file: Blob, checking: Checking): Promise<CheckedArchive> {
  const zip = await ZipReader.open(file, [manifestName, ...dataFiles])
  const manifest = parseManifest(await readManifest(zip))
  const references = new References()
  const all = dataFiles.reduce((sum, name) => sum + manifest.files[name].lines, 0)
  const done = { lines: 0, bytes: 0 }
  // The log first: the other two speak of what stands in it.
  for (const name of ['commits.jsonl', 'records.jsonl', 'before.jsonl'] as const) {
    await checkFile(zip, name, manifest, references, {
      ...checking,
      progress(lines, bytes) {
        checking.progress(done.lines + lines, done.bytes + bytes, all)
      },
    })
    if (name === 'commits.jsonl') references.checkBases()
    done.lines += manifest.files[name].lines
    done.bytes += manifest.files[name].bytes
  }
  return { manifest, zip }
}

async function readManifest(zip: ZipReader): Promise<string> {
  if (zip.sizeOf(manifestName) > maxManifest) throw new ArchiveError(manifestName, i18n.t('damage.tooLong'))
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of zip.read(manifestName)) text += decoder.decode(piece, { stream: true })
  return text + decoder.decode()
}

async function checkFile(
  zip: ZipReader,
  name: DataFile,
  manifest: Manifest,
  references: References,
  { text, progress, signal }: Checking,
): Promise<void> {
  const told = manifest.files[name]
  const hash = startDigest()
  let bytes = 0
  let number = 0
  const pieces = async function* () {
    for await (const piece of zip.read(name)) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
  }
  for await (const line of linesIn(name, pieces())) {
    const value = parseLine(name, ++number, line)
    references.check(name, number, value)
    if (name === 'commits.jsonl' && (value as Line<'commits.jsonl'>).ops.some(op => op.text)) await text(number, line)
    if (number % 500 === 0) {
      progress(number, bytes, 0)
      signal.throwIfAborted()
    }
  }
  progress(number, bytes, 0)
  if (number !== told.lines) throw new ArchiveError(name, i18n.t('damage.lines', { found: number, wanted: told.lines }))
  if (bytes !== told.bytes) throw new ArchiveError(name, i18n.t('damage.bytes', { found: bytes, wanted: told.bytes }))
  const sha256 = hash.digest().reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '')
  if (sha256 !== told.sha256) throw new ArchiveError(name, i18n.t('damage.hash'))
}

/** That each line speaks of what is there. */
class References {
  readonly #commits = new Set<string>()
  readonly #stamps = new Set<string>()
  /** Every record that a commit names; true once it has had its line in records.jsonl. */
  readonly #records = new Map<string, boolean>()
  readonly #rows = new Set<number>()
  readonly #bases = new Map<string, number>()
  #n = 0

  check(name: DataFile, number: number, value: Line<DataFile>): void {
    const why =
      name === 'commits.jsonl'
        ? this.#commit(number, value as Line<'commits.jsonl'>)
        : name === 'records.jsonl'
          ? this.#record(value as Line<'records.jsonl'>)
          : this.#before(value as Line<'before.jsonl'>)
    if (why) throw damagedLine(name, number, why)
  }

  /** A text grows from a value, so the write of that value has to be there, wherever it stands. */
  checkBases(): void {
    for (const [base, number] of this.#bases) {
      if (!this.#stamps.has(base)) throw damagedLine('commits.jsonl', number, i18n.t('damage.noBase'))
    }
  }

  #commit(number: number, { n, id, device, hlc, space, ops }: Line<'commits.jsonl'>): string | undefined {
    if (n < this.#n) return i18n.t('damage.order')
    if (this.#commits.has(id)) return i18n.t('damage.commitTwice')
    if (hlc.slice(16) !== device) return i18n.t('damage.otherDevice')
    this.#n = n
    this.#rows.add(n)
    this.#commits.add(id)
    this.#stamps.add(hlc)
    for (const { collection, id, text } of ops) {
      this.#records.set(nameOf(space, collection, id), false)
      for (const { base } of Object.values(text ?? {}))
        if (base && !this.#bases.has(base)) this.#bases.set(base, number)
    }
    return undefined
  }

  #record({ space, collection, id }: Line<'records.jsonl'>): string | undefined {
    const name = nameOf(space, collection, id)
    const isDone = this.#records.get(name)
    if (isDone === undefined) return i18n.t('damage.noCommit')
    if (isDone) return i18n.t('damage.recordTwice')
    this.#records.set(name, true)
    return undefined
  }

  #before({ n, row: { space, collection, id, writes, at } }: Line<'before.jsonl'>): string | undefined {
    if (!this.#rows.has(n)) return i18n.t('damage.noNumber')
    if (!this.#records.has(nameOf(space, collection, id))) return i18n.t('damage.noCommit')
    return Object.values(at).every(i => i < writes.length) ? undefined : i18n.t('damage.noWrite')
  }
}

const nameOf = (...key: string[]) => JSON.stringify(key)
