/** Group commit: one transaction for all writes that wait. */

import { BrokerError } from '../protocol/errors.ts'
import { Entries, type Journal, type Page } from './activity.ts'
import type { Budget } from './budget.ts'
import type { Commit } from './commit.ts'
import { freeze, Group, type GroupRecord, nameOf, type TextChange } from './group.ts'
import { handled } from './handled.ts'
import type { HotRecords } from './hot.ts'
import type { KnownIndexes } from './indexes/known.ts'
import { updateIndexes } from './indexes/update.ts'
import type { TextCache } from './load.ts'
import { loadGroup } from './load-group.ts'
import { LoadedRecord } from './loaded.ts'
import { GuessError, type Newcomers } from './newcomers.ts'
import { addRow, putRow } from './put.ts'
import type { PendingWrite } from './queue.ts'
import { isText, keyOf, type RecordKey } from './row.ts'
import type { Database, Head, StoredAnswer, WriteTransaction } from './schema.ts'
import type { HybridClock } from './stamp.ts'
import { compactText, wantsCompaction } from './texts.ts'

export interface RecordChange {
  key: RecordKey
  before: LoadedRecord | undefined
  after: LoadedRecord | undefined
}

/** What one transaction changed, told after it has been committed and before its writes are answered. */
export interface GroupEvent {
  n: number
  at: string
  changes: RecordChange[]
  texts: TextChange[]
}

export interface TurnContext {
  db: Database
  head: Head
  /** Nothing but groups of writes has changed it since: it need not be waited for, only looked at before the end. */
  isHeadKnown: boolean
  clock: HybridClock
  device: string
  secret: string
  cache: TextCache
  hot: HotRecords
  newcomers: Newcomers
  journal: Journal
  indexes: KnownIndexes
  now: number
  /** What it may add. */
  budget: Budget
  /** Whether anybody wants to know of changes there; if not, nothing is prepared for telling. */
  isWatched(space: string, collection: string): boolean
}

/** Another instance of the background has written since: nothing was done, and memory has to catch up. */
export class StaleError extends Error {}

export const stores = [
  'meta',
  'records',
  'texts',
  'packs',
  'clients',
  'log',
  'before',
  'answers',
  'sites',
  'activity',
  'indexes',
  'index',
] as const

/** A write failed where it must not: nothing of its group is kept, and the others go without it. */
export class PoisonedError extends Error {
  readonly write: number
  constructor(write: number, cause: unknown) {
    super('A write could not be carried out.', { cause })
    this.write = write
  }
}

/** @returns the outcome of each write, what was changed, and where the store stands now */
export async function turn(context: TurnContext, writes: PendingWrite[]) {
  const strict = writes.some(write => write.strict)
  const tx = handled(
    context.db.transaction([...stores], 'readwrite', {
      durability: strict ? 'strict' : 'relaxed',
    }),
  ) as unknown as WriteTransaction
  let page: Page | undefined
  let guessed: GroupRecord[] = []
  try {
    const reading = checkedHead(tx, context)
    reading.catch(() => {}) // waited for below
    const head = context.isHeadKnown ? context.head : await reading
    const group = new Group(head, context.clock, context.device)
    group.budget = context.budget
    await loadGroup(tx, context, group, writes)
    guessed = [...group.records.values()].filter(({ isGuessed }) => isGuessed)
    const outcomes: Outcome[] = []
    for (const [i, write] of writes.entries()) {
      outcomes.push(outcomeOf(group, write, i))
      // The database works on the first ones while the others are made.
      if (group.unsaved.size >= putAtOnce) putRecords(tx, group)
    }
    // Of a record that nobody has put, nobody knows whether it was there when that was decided.
    if (guessed.some(({ row }) => !row)) throw new GuessError()
    // All of it is under way at once: each wait would be one more way to the disk and back.
    saveAnswers(tx, context, writes, outcomes)
    page = context.journal.open(notedBy(writes, outcomes))
    const noting = page.write(tx, context.now)
    const saving = group.commits.length > 0 ? save(tx, context, group) : null
    const [event] = await Promise.all([saving, noting, reading])
    // Not told to commit: Firefox 153 then commits the others where a put fails, and says that all went well.
    await tx.done
    for (const [name, record] of group.records) warm(context.hot, name, record)
    page.done()
    return { outcomes, event, head: event ? group.head : head }
  } catch (error) {
    page?.giveBack()
    try {
      tx.abort()
    } catch {} // it has aborted by itself
    if (!guessed.some(({ isThere }) => isThere) && !(error instanceof GuessError)) throw tx.error ?? error
    context.newcomers.wasWrong(guessed.map(({ key }) => key))
    throw new GuessError()
  }
}

/** The head as the disk has it. @throws StaleError where it is not the one that is remembered */
async function checkedHead(tx: WriteTransaction, { head, isHeadKnown }: TurnContext): Promise<Head> {
  const stored = (await tx.objectStore('meta').get('head')) as Head
  const isOurs = stored.n === head.n && stored.epoch === head.epoch
  const isWhole = stored.indexed === head.indexed && stored.compacted === head.compacted && stored.swept === head.swept
  if (!isOurs || (isHeadKnown && !isWhole)) throw new StaleError()
  return stored
}

/** What the writes that succeeded want to have noted. */
function notedBy(writes: PendingWrite[], outcomes: Outcome[]): Entries {
  const entries = new Entries()
  for (const [i, write] of writes.entries()) {
    if (!write.noted || !outcomes[i]?.ok) continue
    for (const entry of write.noted()) entries.add(entry)
  }
  return entries
}

export type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown }

function outcomeOf(group: Group, write: PendingWrite, i: number): Outcome {
  const committed = group.commits.length
  try {
    return { ok: true, value: write.apply(group) }
  } catch (error) {
    // What is refused halfway has left its first half in the group.
    if (!(error instanceof BrokerError) || group.commits.length > committed) throw new PoisonedError(i, error)
    return { ok: false, error }
  }
}

function saveAnswers(tx: WriteTransaction, { now }: TurnContext, writes: PendingWrite[], outcomes: Outcome[]): void {
  for (const [document, answers] of answersByDocument(writes, outcomes)) {
    putRow(tx.objectStore('answers'), { document, time: now, answers })
  }
}

async function save(tx: WriteTransaction, context: TurnContext, group: Group): Promise<GroupEvent> {
  const { n } = group.head
  const at = (group.commits.at(-1) as Commit).id
  const changed = [...group.records.values()].filter(record => record.changed)
  putRecords(tx, group)
  for (const row of group.textRows) putRow(tx.objectStore('texts'), row)
  for (const row of group.clientRows) putRow(tx.objectStore('clients'), row)
  group.head.at = at
  putRow(tx.objectStore('log'), { n, at, time: context.now, commits: group.commits })
  const before = changed.flatMap(({ original }) => (original ? [original] : []))
  if (before.length > 0) putRow(tx.objectStore('before'), { n, rows: before })
  putRow(tx.objectStore('meta'), group.head, 'head')
  const changes = changed.map(({ original, row }) => ({ before: original, after: row }))
  await updateIndexes(tx, context.indexes, group.head, changes)
  await compact(tx, group.records.values())
  for (const record of group.records.values()) {
    const { row, texts } = record
    for (const [field, stored] of texts) if (row && isText(row, field)) context.cache.set(row, field, stored)
  }
  return { n, at, changes: changesOf(group, context), texts: [...group.textChanges.values()] }
}

const putAtOnce = 50

function putRecords(tx: WriteTransaction, { unsaved }: Group): void {
  const store = tx.objectStore('records')
  for (const record of unsaved) {
    if (!record.row) continue
    if (record.isGuessed) addRow(store, record.row, () => (record.isThere = true))
    else putRow(store, record.row)
    record.isGuessed = false
  }
  unsaved.clear()
}

function answersByDocument(writes: PendingWrite[], outcomes: Outcome[]): Map<string, StoredAnswer[]> {
  const byDocument = new Map<string, StoredAnswer[]>()
  for (const [i, write] of writes.entries()) {
    const outcome = outcomes[i]
    if (!write.call || !outcome?.ok) continue
    const { document, n, hash } = write.call
    const answers = byDocument.get(document) ?? []
    answers.push({ n, hash, value: outcome.value })
    byDocument.set(document, answers)
  }
  return byDocument
}

/** A text's string is made when somebody asks for it: until then nobody remembers the record. */
export function warm(hot: HotRecords, name: string, { row, changed, texts }: GroupRecord): void {
  if (!row || (!changed && texts.size === 0)) return
  hot.wrote(name, texts.size > 0 ? undefined : new LoadedRecord(row))
}

export async function compact(
  tx: WriteTransaction,
  records: Iterable<Pick<GroupRecord, 'row' | 'texts'>>,
): Promise<void> {
  for (const { row, texts } of records) {
    for (const [field, stored] of texts) {
      if (!row || !wantsCompaction(stored)) continue
      await compactText(tx, row, field)
      stored.rows = stored.rows / 2
    }
  }
}

export function changesOf(group: Group, context: TurnContext): RecordChange[] {
  const touched = new Set(group.textRows.map(({ space, collection, id }) => nameOf([space, collection, id])))
  const changes: RecordChange[] = []
  for (const [name, record] of group.records) {
    if (!(record.changed || touched.has(name)) || !record.row) continue
    const [space, collection] = keyOf(record.row)
    if (!context.isWatched(space, collection)) continue
    changes.push({ key: record.key, before: record.before, after: freeze(record.row, record.texts) })
  }
  return changes
}
