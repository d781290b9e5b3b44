/**
 * The file that an export makes: a zip of `manifest.json` and three files of JSON Lines. docs/EXPORT.md describes it.
 * `commits.jsonl` is the store; the other two follow from it and are there for other programs.
 */

import { fromBase64 } from './base64.ts'
import { BrokerError } from './errors.ts'
import { isRecordId, isUnsafeKey, parseFields, parseJson, type RecordFields } from './record.ts'
import { collectionName } from './scope.ts'
import { later, z } from './zod.ts'

export const archiveFormat = 'allod-archive'
export const archiveVersion = 1
export const manifestName = 'manifest.json'
export const dataFiles = ['records.jsonl', 'commits.jsonl', 'before.jsonl'] as const
export type DataFile = (typeof dataFiles)[number]

/** Of UTF-8, without the line's end. A line has to fit into a message, and those end at 64 MiB. */
export const maxLineBytes = 32 * 1_048_576

/** Deeper than any record in any line: records have 32 levels. */
const maxDepth = 40

/** A file that is no export, or a damaged one. The message names the place. */
export class ArchiveError extends Error {
  constructor(place: string, why: string) {
    super(`${place}: ${why}`)
    this.name = 'ArchiveError'
  }
}

const identifier = later(() => z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'no identifier'))
const stamp = later(() => z.string().regex(/^[0-9a-e][0-9a-f]{15}[A-Za-z0-9_-]{1,64}$/, 'no stamp'))
const stampOrNone = later(() => z.union([z.literal(''), stamp]))
const origin = later(() => z.string().max(2048).refine(isOrigin, 'no origin of a website'))
const count = later(() => z.int().min(0))
const recordId = later(() => z.custom<string>(isRecordId, 'no id of a record'))
const field = later(() => z.string().max(128))
const write = later(() => z.strictObject({ stamp, by: z.union([z.literal('owner'), origin]) }))

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}

/** What one write may bring, by the limits of the page API. */
const setFields = later(() =>
  z.unknown().transform((value, context): RecordFields => {
    try {
      return parseFields(value, 'fields')
    } catch (error) {
      return refuse(context, error)
    }
  }),
)

/** Fields as a record has gathered them, in many writes: JSON, of whatever size. */
const gatheredFields = later(() =>
  z.unknown().transform((value, context): RecordFields => {
    try {
      return parseJson(value, 'fields', 1, { bytes: Number.POSITIVE_INFINITY }) as RecordFields
    } catch (error) {
      return refuse(context, error)
    }
  }),
)

function refuse(context: z.RefinementCtx, error: unknown): never {
  if (!(error instanceof BrokerError)) throw error
  context.addIssue({ code: 'custom', message: error.message })
  return z.NEVER
}

const update = later(() =>
  z.string().transform((text, context): Uint8Array => {
    const bytes = fromBase64(text)
    if (bytes) return bytes
    context.addIssue({ code: 'custom', message: 'no base64' })
    return z.NEVER
  }),
)

const clients = later(() => z.array(z.int().min(0)).exactOptional())

const op = later(() =>
  z.strictObject({
    collection: collectionName,
    id: recordId,
    set: setFields.exactOptional(),
    remove: z.array(field).exactOptional(),
    alive: z.boolean().exactOptional(),
    made: write.exactOptional(),
    text: z.record(field, z.strictObject({ base: stampOrNone, update, clients })).exactOptional(),
  }),
)

const manifestSchema = later(() =>
  z.strictObject({
    format: z.literal(archiveFormat),
    version: z.literal(archiveVersion),
    created: z.iso.datetime(),
    /** The personal space of the store that was exported. */
    space: identifier,
    files: z.strictObject(
      Object.fromEntries(
        dataFiles.map(name => [
          name,
          z.strictObject({ lines: count, bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/, 'no SHA-256') }),
        ]),
      ) as Record<DataFile, z.ZodObject<{ lines: z.ZodInt; bytes: z.ZodInt; sha256: z.ZodString }, z.core.$strict>>,
    ),
  }),
)
export type Manifest = z.infer<typeof manifestSchema>
export type FileSummary = Manifest['files'][DataFile]

const lineSchemas = {
  'records.jsonl': z.strictObject({
    space: identifier,
    collection: collectionName,
    id: recordId,
    fields: gatheredFields,
    /** Fields that are texts. */
    texts: z.array(field).exactOptional(),
    /** Fields that were too long for a line. */
    omitted: z.array(field).exactOptional(),
    made: z.strictObject({ time: z.iso.datetime(), by: z.string() }).exactOptional(),
  }),
  'commits.jsonl': z.strictObject({
    /** The row of the log: lines with the same number were written in one transaction. */
    n: z.int().min(1),
    /** Milliseconds since the epoch. */
    time: count,
    id: identifier,
    space: identifier,
    device: identifier,
    seq: z.int().min(1),
    hlc: stamp,
    author: z.union([z.strictObject({ site: origin }), z.strictObject({ owner: z.literal(true) })]),
    ops: z.array(op).min(1),
  }),
  'before.jsonl': z.strictObject({
    n: z.int().min(1),
    row: z.strictObject({
      space: identifier,
      collection: collectionName,
      id: recordId,
      fields: gatheredFields,
      writes: z.array(write),
      at: z.record(field, count),
      alive: z.strictObject({
        value: z.boolean(),
        stamp: stampOrNone,
        made: z.union([write, z.strictObject({ stamp: z.literal(''), by: z.literal('') })]),
      }),
      texts: z.record(field, stampOrNone).exactOptional(),
    }),
  }),
} as const

export type Line<F extends DataFile> = z.infer<(typeof lineSchemas)[F]>

/** @throws ArchiveError, with the line and the place in it */
export function parseLine<F extends DataFile>(file: F, number: number, text: string): Line<F> {
  const place = `${file}, line ${number}`
  const result = lineSchemas[file].safeParse(parseSafely(place, text))
  if (!result.success) throw new ArchiveError(place, whyOf(result.error))
  return result.data as Line<F>
}

/** @throws ArchiveError */
export function parseManifest(text: string): Manifest {
  const value = parseSafely(manifestName, text)
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown }
  if (format !== archiveFormat) throw new ArchiveError(manifestName, 'this is no export of Allod')
  if (version !== archiveVersion) {
    const told = typeof version === 'number' ? `version ${version}` : 'no version'
    throw new ArchiveError(manifestName, `the file has ${told}; this Allod reads version ${archiveVersion}`)
  }
  const result = manifestSchema.safeParse(value)
  if (!result.success) throw new ArchiveError(manifestName, whyOf(result.error))
  return result.data
}

function parseSafely(place: string, text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ArchiveError(place, 'this is no JSON')
  }
  checkKeys(place, value)
  return value
}

/** Before any schema: zod's `record` drops a `__proto__` without a word. */
function checkKeys(place: string, value: unknown): void {
  const waiting: [value: unknown, depth: number][] = [[value, 1]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [inner, depth] = next
    if (typeof inner !== 'object' || inner === null) continue
    if (depth > maxDepth) throw new ArchiveError(place, 'it is nested too deep')
    const unsafe = Array.isArray(inner) ? undefined : Object.keys(inner).find(isUnsafeKey)
    if (unsafe !== undefined) throw new ArchiveError(place, `the name ${unsafe} is not allowed`)
    for (const child of Object.values(inner)) waiting.push([child, depth + 1])
  }
}

function whyOf({ issues }: z.ZodError): string {
  const [issue] = issues
  const path = issue?.path.map(String).join('.')
  return [path, issue?.message ?? 'not as described'].filter(Boolean).join(': ')
}
