/** Exports made by hand, and a background that holds none or says what it was sent. */
import { strToU8, zipSync } from 'fflate'
import { digest } from '../../lib/platform/hash.ts'
import { dataFiles, type Manifest } from '../../lib/protocol/archive.ts'
import type { ArchiveService } from '../../lib/protocol/archive-service.ts'
import type { Sink } from '../../lib/ui/archive/sink.ts'
import type { Work } from '../../lib/ui/archive/work.ts'

export type Files = Record<string, string>

const hex = (bytes: Uint8Array) => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
const device = 'DDDDDDDDDDDDDDDDDDDDDD'
export const stampAt = (i: number) => `${(0x19000000000 + i).toString(16).padStart(12, '0')}0000${device}`

export function commit(i: number, ops: object[], more: object = {}): object {
  const author = { site: 'https://a.test' }
  return {
    n: i,
    time: 1_700_000_000_000,
    id: `c${i}`,
    space: 'S',
    device,
    seq: i,
    hlc: stampAt(i),
    author,
    ops,
    ...more,
  }
}

export const lines = (values: object[]): string => values.map(value => `${JSON.stringify(value)}\n`).join('')

export function filesOf(commits: object[], records: object[] = [], before: object[] = []): Files {
  return { 'records.jsonl': lines(records), 'commits.jsonl': lines(commits), 'before.jsonl': lines(before) }
}

/** With hashes that fit, whatever the files hold. */
export function manifestOf(files: Files): Manifest {
  const summary = (text: string) => ({
    lines: text.split('\n').length - 1,
    bytes: strToU8(text).length,
    sha256: hex(digest(text)),
  })
  return {
    format: 'allod-archive',
    version: 1,
    created: '2026-01-02T12:00:00.000Z',
    space: 'S',
    files: Object.fromEntries(dataFiles.map(name => [name, summary(files[name] ?? '')])) as Manifest['files'],
  }
}

export function zipOf(files: Files, manifest: object = manifestOf(files)): Blob {
  const all = { ...files, 'manifest.json': JSON.stringify(manifest) }
  const packed = zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])))
  return new Blob([packed as Uint8Array<ArrayBuffer>])
}

/** A background that writes down what it is asked for. */
export function recorder(more: Partial<ArchiveService> = {}): { work: Work; calls: string[]; sent: () => string } {
  const calls: string[] = []
  let sent = ''
  const service: ArchiveService = {
    archiveSize: async () => ({ space: 'S', n: 0, records: 0 }),
    readArchive: async () => ({ text: '', lines: 0, passed: 0, next: null }),
    checkTexts: async () => null,
    async beginImport() {
      calls.push('begin')
      return 'adopted'
    },
    async importCommits(_space, lines) {
      calls.push('import')
      sent += lines
      return { added: lines.split('\n').length - 1, known: 0 }
    },
    async endImport() {
      calls.push('end')
    },
    ...more,
  }
  return { work: workWith(service), calls, sent: () => sent }
}

export function workWith(service: ArchiveService, more: Partial<Work> = {}): Work {
  const client = { ask: (question: (service: never) => Promise<unknown>) => question(service as never) }
  return { client: client as Work['client'], progress() {}, signal: new AbortController().signal, ...more }
}

/** Keeps the file in memory. */
export function memory(): Sink & { blob(): Blob; isAborted: boolean } {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const sink = {
    isAborted: false,
    async write(chunk: Uint8Array<ArrayBuffer>) {
      chunks.push(chunk)
    },
    async close() {},
    async abort() {
      sink.isAborted = true
    },
    blob: () => new Blob(chunks),
  }
  return sink
}
