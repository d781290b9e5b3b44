import { startDigest } from '../../platform/hash.ts'
import {
  archiveFormat,
  archiveVersion,
  type DataFile,
  dataFiles,
  type FileSummary,
  type Manifest,
  manifestName,
} from '../../protocol/archive.ts'
import type { ArchivePlace, ArchiveSlice } from '../../protocol/archive-service.ts'
import type { Sink } from './sink.ts'
import { ask, type Work } from './work.ts'
import { ZipWriter } from './zip-writer.ts'

export interface Exported {
  manifest: Manifest
  /** Of the whole file. */
  bytes: number
}

/** Writes the whole store into `sink`, slice by slice. Sites may write meanwhile: the log is read last, and holds all. */
export async function exportStore(work: Work, sink: Sink, now: Date): Promise<Exported> {
  try {
    const zip = new ZipWriter(sink)
    const files: Partial<Record<DataFile, FileSummary>> = {}
    for (const file of dataFiles) files[file] = await exportFile(work, zip, file)
    const { space } = await ask(work, service => service.archiveSize())
    const manifest: Manifest = {
      format: archiveFormat,
      version: archiveVersion,
      created: now.toISOString(),
      space,
      files: files as Manifest['files'],
    }
    zip.begin(manifestName)
    await zip.write(new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`))
    await zip.end()
    work.signal.throwIfAborted()
    await zip.close()
    return { manifest, bytes: zip.written }
  } catch (error) {
    await sink.abort().catch(() => {})
    throw error
  }
}

async function exportFile(work: Work, zip: ZipWriter, file: DataFile): Promise<FileSummary> {
  const { n, records } = await ask(work, service => service.archiveSize())
  const all = file === 'records.jsonl' ? records : n
  const hash = startDigest()
  const encoder = new TextEncoder()
  const summary = { lines: 0, bytes: 0 }
  let done = 0
  let place: ArchivePlace | null = null
  zip.begin(file)
  do {
    const after: ArchivePlace | null = place
    const slice: ArchiveSlice = await ask(work, service => service.readArchive(file, after, n))
    const bytes = encoder.encode(slice.text)
    hash.update(bytes)
    await zip.write(bytes)
    summary.lines += slice.lines
    summary.bytes += bytes.length
    done += slice.passed
    place = slice.next
    const doing = file === 'records.jsonl' ? 'records' : 'history'
    // Only what has changed has an image from before, so how many rows that is nobody knows.
    if (file !== 'before.jsonl') work.progress({ doing, done, all: Math.max(all, done), bytes: zip.written })
  } while (place)
  await zip.end()
  return { ...summary, sha256: hash.digest().reduce((hex, byte) => hex + byte.toString(16).padStart(2, '0'), '') }
}
