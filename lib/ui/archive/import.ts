import type { Manifest } from '../../protocol/archive.ts'
import { type Footing, sliceSize } from '../../protocol/archive-service.ts'
import { checkArchive } from './check.ts'
import { damagedLine, linesIn } from './lines.ts'
import { ask, type Work } from './work.ts'
import type { ZipReader } from './zip-reader.ts'

export interface ImportedStore {
  manifest: Manifest
  footing: Footing
  /** Changes that are new here. */
  added: number
  /** Changes that were here already. */
  known: number
}

/** The file is sound, and only a part of it has been taken in. Importing it again brings the rest. */
export class UnfinishedError extends Error {
  readonly done: number
  readonly all: number
  constructor(done: number, all: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'UnfinishedError'
    this.done = done
    this.all = all
  }
}

/** Beyond this, a group of commits is cut in two, because a message has to hold it. Characters. */
const maxSlice = 16 * sliceSize

/** @throws ArchiveError: nothing was changed; UnfinishedError: some was */
export async function importStore(work: Work, file: Blob): Promise<ImportedStore> {
  const { manifest, zip } = await checkWhole(work, file)
  const all = manifest.files['commits.jsonl'].lines
  const footing = await ask(work, service => service.beginImport(manifest.space))
  let added = 0
  let known = 0
  try {
    for await (const { text, bytes } of slices(zip)) {
      const done = await ask(work, service => service.importCommits(manifest.space, text))
      added += done.added
      known += done.known
      work.progress({ doing: 'importing', done: added + known, all, bytes })
    }
  } catch (error) {
    throw new UnfinishedError(added + known, all, error)
  } finally {
    await work.client.ask(service => service.endImport()).catch(() => {})
  }
  return { manifest, footing, added, known }
}

async function checkWhole(work: Work, file: Blob) {
  let waiting = ''
  let numbers: number[] = []
  const flush = async () => {
    if (numbers.length === 0) return
    const lines = waiting
    const wrong = await ask(work, service => service.checkTexts(lines))
    if (wrong) throw damagedLine('commits.jsonl', numbers[wrong.line] ?? 0, wrong.why)
    waiting = ''
    numbers = []
  }
  const checked = await checkArchive(file, {
    async text(number, line) {
      waiting += `${line}\n`
      numbers.push(number)
      if (waiting.length >= sliceSize) await flush()
    },
    progress: (done, bytes, all) => work.progress({ doing: 'checking', done, all, bytes }),
    signal: work.signal,
  })
  await flush()
  return checked
}

/** The log in pieces that a message can hold. What was written in one transaction stays together where it can. */
async function* slices(zip: ZipReader): AsyncGenerator<{ text: string; bytes: number }> {
  let text = ''
  let bytes = 0
  let last = 0
  const counted = async function* () {
    for await (const piece of zip.read('commits.jsonl')) {
      bytes += piece.length
      yield piece
    }
  }
  for await (const line of linesIn('commits.jsonl', counted())) {
    const { n } = JSON.parse(line) as { n: number }
    if ((text.length >= sliceSize && n !== last) || text.length >= maxSlice) {
      yield { text, bytes }
      text = ''
    }
    text += `${line}\n`
    last = n
  }
  if (text) yield { text, bytes }
}
