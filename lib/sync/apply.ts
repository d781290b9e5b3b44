/** Merges what was fetched and verified, in small transactions: what sites ask meanwhile comes in between. */
import { DamagedError } from '../crypto/damaged.ts'
import { aMoment } from '../platform/moment.ts'
import { ArchiveError } from '../protocol/archive.ts'
import type { Revocations } from '../protocol/revocations.ts'
import { type ArchivedGroup, checkUpdate, groupsOf, type Piece, parseCommits, type Store } from '../store/index.ts'
import type { Stage } from './stage.ts'
import type { Vault } from './vault.ts'

/**
 * One transaction, and one turn of parsing, ends after so many lines or characters. Who reads waits for whoever writes,
 * and each line is some five requests to IndexedDB.
 */
const maxLines = 40
const maxLength = 128 * 1024

export interface ApplyContext {
  vault: Vault
  stage: Stage
  signal: AbortSignal
}

interface Opened {
  lines: string
  commits: number | null
  revoked: Readonly<Record<string, number>>
}

async function openPiece({ vault, stage }: ApplyContext, piece: Piece): Promise<Opened> {
  const bytes = await stage.get(piece.name)
  if (!bytes) throw new Error(`${piece.name} is not here any more.`)
  if (piece.kind === 'part') {
    const lines = await vault.openPart(piece.device, piece.n, piece.i, piece.hash, bytes)
    return { lines, commits: null, revoked: {} }
  }
  if (piece.kind === 'segment') {
    const { info, lines } = await vault.openSegment(piece.device, piece.seq, piece.hash, bytes)
    return { lines, commits: info.commits, revoked: info.revoked ?? {} }
  }
  const { info, lines } = await vault.openSnapshot(piece.device, piece.n, piece.hash, bytes)
  const inParts = info.parts.reduce((sum, part) => sum + part.commits, 0)
  return { lines, commits: info.commits - inParts, revoked: info.revoked ?? {} }
}

/**
 * Groups of commits, slice by slice, each parsed and looked at in full.
 * @returns the revocations that go with them
 * @throws DamagedError with the place
 */
export async function* groupsIn(
  context: ApplyContext,
  piece: Piece,
): AsyncGenerator<ArchivedGroup[], Opened['revoked'], undefined> {
  const { lines, commits, revoked } = await openPiece(context, piece)
  let seen = 0
  for (const slice of slicesOf(lines)) {
    const parsed = parse(piece.name, slice, context.vault.space)
    seen += parsed.length
    yield groupsOf(parsed)
    await aMoment()
    context.signal.throwIfAborted()
  }
  if (commits !== null && seen !== commits) throw new DamagedError(piece.name, 'it holds more or less than it says')
  return revoked
}

function parse(name: string, slice: string, only: string) {
  try {
    const parsed = parseCommits(slice)
    for (const { id, space, ops } of parsed) {
      if (space !== only) throw new DamagedError(name, `the commit ${id} is of another space`)
      for (const { text } of ops) {
        for (const [field, { update }] of Object.entries(text ?? {})) {
          const why = checkUpdate(update, field)
          if (why) throw new DamagedError(name, `the commit ${id} has a text that none may hold (${why})`)
        }
      }
    }
    return parsed
  } catch (error) {
    if (error instanceof ArchiveError) throw new DamagedError(name, error.message)
    throw error
  }
}

function* slicesOf(lines: string): Generator<string> {
  let start = 0
  let count = 0
  for (let end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n', end + 1)) {
    count++
    if (count < maxLines && end - start < maxLength && end + 1 < lines.length) continue
    yield lines.slice(start, end + 1)
    start = end + 1
    count = 0
  }
  if (start < lines.length) yield lines.slice(start)
}

/**
 * Merges a piece. Once more changes nothing.
 * @param isCopy it may hold what a copy of this device has written under its name
 * @returns how many commits were new
 */
export async function applyPiece(
  store: Store,
  context: ApplyContext,
  piece: Piece,
  revocations: Revocations,
  isCopy = false,
): Promise<number> {
  let added = 0
  const slices = groupsIn(context, piece)
  let slice = await slices.next()
  for (; !slice.done; slice = await slices.next()) {
    added += (await store.receive(slice.value, context.vault.space, isCopy)).added
  }
  const revoked = slice.value
  if (Object.keys(revoked).length > 0) await revocations.end(revoked)
  return added
}
