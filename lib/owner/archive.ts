/** Export and import, as the dashboard asks for them: one slice a call, and nothing is remembered in between. */
import type { Service } from '../broker/index.ts'
import { dataFiles } from '../protocol/archive.ts'
import { type ArchivePlace, type ArchiveService, archivePlace, sliceSize } from '../protocol/archive-service.ts'
import { z } from '../protocol/zod.ts'
import {
  checkUpdate,
  commitLine,
  groupsOf,
  type LogPlace,
  parseCommits,
  type RecordKey,
  type Store,
} from '../store/index.ts'
import { beforeLine, recordLine } from './archive-lines.ts'

const readParams = z.tuple([z.enum(dataFiles), archivePlace.nullable(), z.int().min(0)])
const spaceName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

export function archiveService({ store }: Pick<Service, 'store'>): ArchiveService {
  return {
    async archiveSize() {
      return { space: store.identity.space, ...(await store.archiveSize()) }
    },
    async readArchive(...params) {
      const [file, after, upto] = readParams.parse(params)
      const slice = new Slice()
      const isWhole = await read[file](store, slice, after, upto)
      return { text: slice.text, lines: slice.lines, passed: slice.passed, next: isWhole ? null : slice.place }
    },
    async checkTexts(lines) {
      for (const [line, { ops }] of parseCommits(z.string().parse(lines)).entries()) {
        for (const { text } of ops) {
          for (const [field, { update }] of Object.entries(text ?? {})) {
            const why = checkUpdate(update, field)
            if (why) return { line, why }
          }
        }
      }
      return null
    },
    async beginImport(space) {
      const theirs = spaceName.parse(space)
      if (store.identity.space === theirs) return 'same'
      return (await store.adoptSpace(theirs)) ? 'adopted' : 'merged'
    },
    async importCommits(space, lines) {
      return store.importGroups(spaceName.parse(space), groupsOf(parseCommits(z.string().parse(lines))))
    },
    async endImport() {
      store.endImport()
    },
  }
}

/** What fits into one message. */
class Slice {
  text = ''
  lines = 0
  passed = 0
  place: ArchivePlace | null = null

  /** @returns whether more fits in */
  take(line: string | undefined, place: ArchivePlace, passed: number): boolean {
    if (line !== undefined) {
      this.text += line
      this.lines++
    }
    this.passed += passed
    this.place = place
    return this.text.length < sliceSize
  }
}

type Read = (store: Store, slice: Slice, after: ArchivePlace | null, upto: number) => Promise<boolean>

const read: Record<(typeof dataFiles)[number], Read> = {
  'records.jsonl': (store, slice, after) =>
    store.eachRecord(keyIn(after), record => {
      const { space, collection, id } = record.row
      return slice.take(recordLine(record), { key: [space, collection, id] }, 1)
    }),
  'commits.jsonl': (store, slice, after, upto) =>
    store.eachCommit(placeIn(after), upto, (row, i) => {
      const commit = row.commits[i]
      return slice.take(commit && commitLine(row, commit), { n: row.n, i }, i === row.commits.length - 1 ? 1 : 0)
    }),
  'before.jsonl': (store, slice, after, upto) =>
    store.eachBefore(placeIn(after), upto, (n, i, row) => slice.take(beforeLine(n, row), { n, i }, i === 0 ? 1 : 0)),
}

const keyIn = (place: ArchivePlace | null): RecordKey | null => (place && 'key' in place ? place.key : null)
const placeIn = (place: ArchivePlace | null): LogPlace | null => (place && 'n' in place ? place : null)
