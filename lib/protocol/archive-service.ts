/** What the dashboard asks of the background to export and to import. Slices of text: a message ends at 64 MiB. */
import type { DataFile } from './archive.ts'
import { later, z } from './zod.ts'

/** A message carries about this much, in characters; a single line may be longer. */
export const sliceSize = 1_048_576

/** Where a slice ended, to go on from. */
export const archivePlace = later(() =>
  z.union([
    z.strictObject({ n: z.int().min(0), i: z.int().min(0) }),
    z.strictObject({ key: z.tuple([z.string(), z.string(), z.string()]) }),
  ]),
)
export type ArchivePlace = z.infer<typeof archivePlace>

interface ArchiveSize {
  space: string
  /** Rows of the log. */
  n: number
  /** Records, deleted ones too. */
  records: number
}

export interface ArchiveSlice {
  /** Whole lines. */
  text: string
  lines: number
  /** Rows of the log, or records, that this slice has passed. */
  passed: number
  next: ArchivePlace | null
}

interface Imported {
  /** Commits that are new here. */
  added: number
  /** Commits that were here already. */
  known: number
}

/** `adopted`: an empty store has become the exported one. `same`: it is that store already. `merged`: it is another. */
export type Footing = 'adopted' | 'same' | 'merged'

export interface ArchiveService {
  archiveSize(): Promise<ArchiveSize>
  /** @param upto the last row of the log that is wanted */
  readArchive(file: DataFile, after: ArchivePlace | null, upto: number): Promise<ArchiveSlice>
  /** @returns what is wrong with the texts of these lines of commits.jsonl, or null. `line` counts from 0. */
  checkTexts(lines: string): Promise<{ line: number; why: string } | null>
  /** @param space the file's */
  beginImport(space: string): Promise<Footing>
  /** @param lines of commits.jsonl, in their order. Sending them again changes nothing. */
  importCommits(space: string, lines: string): Promise<Imported>
  endImport(): Promise<void>
}
