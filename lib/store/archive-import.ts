/**
 * Brings another store's log in, group by group: each becomes a row of the log of its own, with its own time, so that
 * an empty store becomes the same one, with the same history. Commits that are known are passed over.
 */

import type { Commit } from './commit.ts'
import { foreignName, freeze, Group, type GroupRecord, nameOf } from './group.ts'
import { handled } from './handled.ts'
import { updateIndexes } from './indexes/update.ts'
import { loadEarly, loadTexts } from './load.ts'
import { isText, type RecordKey, type Row } from './row.ts'
import type { Claim, Database, Head, LogRow, WriteTransaction } from './schema.ts'
import { changesOf, compact, type GroupEvent, StaleError, stores, type TurnContext, warm } from './turn.ts'

/** The commits of one transaction of the other store. */
export interface ArchivedGroup {
  /** Milliseconds since the epoch. */
  time: number
  commits: Commit[]
}

/** Whose personal space stands for ours. The same on both sides: the file is of this very store. */
export interface Spaces {
  theirs: string
  ours: string
}

/** Which commits are in the log already. */
interface Known {
  catchUp(tx: WriteTransaction, commits: readonly Commit[]): Promise<void>
  has(commit: Commit): boolean
  /** They are in row `n` of the log now. */
  add(n: number, commits: readonly Commit[]): void
}

/** Those of other devices, looked up one by one. What this device made itself it does not take from anybody. */
export class KnownOfOthers implements Known {
  readonly #device: string
  #names = new Set<string>()

  constructor(device: string) {
    this.#device = device
  }

  async catchUp(tx: WriteTransaction, commits: readonly Commit[]): Promise<void> {
    const index = tx.objectStore('log').index('foreign')
    const names = [...new Set(commits.map(foreignName))]
    const found = await Promise.all(names.map(name => index.getKey(name)))
    this.#names = new Set(names.filter((_, i) => found[i] !== undefined))
  }

  has(commit: Commit): boolean {
    return commit.device === this.#device || this.#names.has(foreignName(commit))
  }

  add(): void {}
}

/** The ids of all commits in the log, while an import runs. */
export class KnownCommits implements Known {
  readonly #ids = new Set<string>()
  #n = 0

  has({ id }: Commit): boolean {
    return this.#ids.has(id)
  }

  /** Most of the log, without holding up whoever writes. */
  async readAhead(db: Database): Promise<void> {
    while (!(await this.#read(handled(db.transaction('log')).store))) {}
  }

  /** Reads what the log has got since. */
  async catchUp(tx: WriteTransaction): Promise<void> {
    while (!(await this.#read(tx.objectStore('log')))) {}
  }

  /** @returns whether that was all */
  async #read(log: Pick<ReturnType<WriteTransaction['objectStore']>, 'getAll'>): Promise<boolean> {
    const rows = (await log.getAll(IDBKeyRange.lowerBound(this.#n, true), 100)) as LogRow[]
    for (const { n, commits } of rows) this.add(n, commits)
    return rows.length < 100
  }

  add(n: number, commits: readonly Commit[]): void {
    for (const { id } of commits) this.#ids.add(id)
    this.#n = n
  }
}

/** What the groups of one slice hand on to each other. */
interface Loaded {
  records: Map<string, Pick<GroupRecord, 'key' | 'row' | 'texts' | 'early'>>
  clients: Map<string, Claim>
}

/**
 * @param pulled they come from the backup, and need not go there again
 * @returns what was changed, and where the store stands now
 */
export async function importGroups(
  context: TurnContext,
  known: Known,
  spaces: Spaces,
  groups: ArchivedGroup[],
  pulled = false,
) {
  // Where a power cut takes the last of what was pulled, it takes what says that it is here as well: that is written
  // later. Without waiting for the disk, what sites ask in between is answered sooner.
  const durability = pulled ? 'relaxed' : 'strict'
  const tx = handled(context.db.transaction([...stores], 'readwrite', { durability })) as unknown as WriteTransaction
  try {
    let head = (await tx.objectStore('meta').get('head')) as Head
    if (head.n !== context.head.n || head.epoch !== context.head.epoch) throw new StaleError()
    const all = inOurSpace(groups, spaces)
    await known.catchUp(
      tx,
      all.flatMap(({ commits }) => commits),
    )
    const fresh = freshIn(all, known)
    const loaded = await load(tx, context, fresh)
    const originals = new Map([...loaded.records].map(([name, { row }]) => [name, row]))
    for (const { author, space, ops } of fresh.flatMap(({ commits }) => commits)) {
      context.budget.take(author, ops, op => loaded.records.get(nameOf([space, op.collection, op.id]))?.row)
    }
    const done: Group[] = []
    const events: GroupEvent[] = []
    const puts: Promise<unknown>[] = []
    for (const { time, commits } of fresh) {
      const group = merge(context, head, loaded, commits)
      head = group.head
      done.push(group)
      puts.push(...putHistory(tx, group, time, pulled))
      events.push({
        n: head.n,
        at: head.at,
        changes: changesOf(group, context),
        texts: [...group.textChanges.values()],
      })
    }
    if (done.length > 0) {
      const changed = new Set(
        done.flatMap(group => [...group.records].filter(([, { changed }]) => changed)).map(([name]) => name),
      )
      for (const name of changed) puts.push(tx.objectStore('records').put(loaded.records.get(name)?.row as Row))
      puts.push(tx.objectStore('meta').put(head, 'head'))
      const changes = [...changed].map(name => ({ before: originals.get(name), after: loaded.records.get(name)?.row }))
      puts.push(updateIndexes(tx, context.indexes, head, changes))
      await Promise.all(puts)
      await compact(tx, loaded.records.values())
    }
    await tx.done
    for (const group of done) {
      known.add(group.head.n, group.commits)
      for (const [name, record] of group.records) warm(context.hot, name, record)
    }
    for (const { row, texts } of loaded.records.values()) {
      for (const [field, stored] of texts) if (row && isText(row, field)) context.cache.set(row, field, stored)
    }
    const count = groups.reduce((sum, { commits }) => sum + commits.length, 0)
    const added = done.reduce((sum, { commits }) => sum + commits.length, 0)
    return { imported: { added, known: count - added }, events, head }
  } catch (error) {
    try {
      tx.abort()
    } catch {} // it has aborted by itself
    throw tx.error ?? error
  }
}

const inOurSpace = (groups: ArchivedGroup[], { theirs, ours }: Spaces): ArchivedGroup[] =>
  theirs === ours
    ? groups
    : groups.map(({ time, commits }) => ({
        time,
        commits: commits.map(commit => (commit.space === theirs ? { ...commit, space: ours } : commit)),
      }))

function freshIn(groups: ArchivedGroup[], known: Known): ArchivedGroup[] {
  const seen = new Set<string>()
  const isFresh = (commit: Commit) => !known.has(commit) && !seen.has(commit.id) && seen.add(commit.id)
  return groups
    .map(({ time, commits }) => ({ time, commits: commits.filter(isFresh) }))
    .filter(({ commits }) => commits.length > 0)
}

async function load(tx: WriteTransaction, context: TurnContext, groups: ArchivedGroup[]): Promise<Loaded> {
  const records: Loaded['records'] = new Map()
  const known: Loaded['clients'] = new Map()
  const loading: Promise<void>[] = []
  const wanted = new Set<string>()
  for (const { space, ops } of groups.flatMap(({ commits }) => commits)) {
    for (const op of ops) {
      const key: RecordKey = [space, op.collection, op.id]
      const name = nameOf(key)
      if (!wanted.has(name)) {
        wanted.add(name)
        loading.push(
          tx
            .objectStore('records')
            .get(key)
            .then(async row => {
              const texts = row?.texts ? await loadTexts(tx, row, context.cache) : new Map()
              const early = row?.awaited ? await loadEarly(tx, row) : []
              records.set(name, { key, row, texts, early })
            }),
        )
      }
      for (const [field, { clients = [] }] of Object.entries(op.text ?? {})) {
        for (const client of clients) {
          const name = nameOf([...key, field, client])
          if (wanted.has(name)) continue
          wanted.add(name)
          loading.push(
            tx
              .objectStore('clients')
              .get([...key, field, client])
              .then(row => {
                if (row) known.set(name, row)
              }),
          )
        }
      }
    }
  }
  await Promise.all(loading)
  return { records, clients: known }
}

function merge(context: TurnContext, head: Head, loaded: Loaded, commits: Commit[]): Group {
  const group = new Group(head, context.clock, context.device, loaded.clients)
  for (const { space, ops } of commits) {
    for (const op of ops) {
      const name = nameOf([space, op.collection, op.id])
      const { key, row, texts, early } = loaded.records.get(name) as GroupRecord
      const before = row && context.isWatched(space, op.collection) ? freeze(row, texts) : undefined
      if (!group.records.has(name)) {
        group.records.set(name, { key, row, texts, early, before, changed: false, original: row })
      }
    }
  }
  for (const commit of commits) group.take(commit)
  group.head.at = (commits.at(-1) as Commit).id
  for (const [name, { row }] of group.records) (loaded.records.get(name) as GroupRecord).row = row
  return group
}

/** The row of the log and what belongs to it. Records are put once, when all groups are in. */
function putHistory(tx: WriteTransaction, group: Group, time: number, pulled: boolean): Promise<unknown>[] {
  const { n, at } = group.head
  const { foreign } = group
  const originals = [...group.records.values()].flatMap(({ changed, original }) =>
    changed && original ? [original] : [],
  )
  return [
    tx.objectStore('log').put({
      n,
      at,
      time,
      commits: group.commits,
      ...(foreign.length > 0 ? { foreign } : {}),
      ...(pulled ? { pulled } : {}),
    }),
    ...group.textRows.map(row => tx.objectStore('texts').put(row)),
    ...group.clientRows.map(row => tx.objectStore('clients').put(row)),
    ...(originals.length > 0 ? [tx.objectStore('before').put({ n, rows: originals })] : []),
  ]
}
