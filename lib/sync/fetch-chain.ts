/** Fetches and verifies what a head names, back to what is known already. Nothing is merged here. */
import { DamagedError } from '../crypto/damaged.ts'
import { parseSegmentName } from '../crypto/names.ts'
import type { HeadInfo, Reach } from '../protocol/backup-format.ts'
import type { Piece } from '../store/index.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import { atOnce } from './send.ts'
import type { Stage } from './stage.ts'
import type { Vault } from './vault.ts'

export interface FetchContext {
  endpoint: Endpoint
  vault: Vault
  stage: Stage
  signal: AbortSignal
  /** So many bytes have come; `all`: as far as is known how many there will be. */
  fetched(bytes: number): void
  expect(bytes: number): void
}

/** Something that a head names is not there. It may have been tidied up a moment ago: then there is a newer head. */
export class MissingError extends DamagedError {
  constructor(name: string) {
    super(name, 'it is named, but it is not there')
  }
}

/** Its log is whole, but goes on from elsewhere: two copies of one profile have written it. No server can make that. */
export class ForkedError extends DamagedError {
  constructor(name: string) {
    super(name, 'its log does not follow from what was known')
  }
}

/** How many segments are asked for one by one; beyond that a listing tells all their names. */
const fewSegments = 4

/** The segments after `from` up to the head's, oldest first. @throws DamagedError, MissingError, ForkedError */
export async function fetchSegments(
  context: FetchContext,
  device: string,
  from: Reach,
  to: Reach,
): Promise<Extract<Piece, { kind: 'segment' }>[]> {
  const { vault } = context
  const ahead = to.seq - from.seq > fewSegments ? await prefetch(context, device, from.seq, to.seq) : new Map()
  const pieces: Extract<Piece, { kind: 'segment' }>[] = []
  let { seq, hash } = to
  for (; seq > from.seq; seq--) {
    const name = vault.segmentName(device, seq, hash)
    const bytes = await (ahead.get(name)?.() ?? fetchOne(context, name))
    const { info } = await vault.openSegment(device, seq, hash, bytes)
    await context.stage.put(name, bytes)
    pieces.push({ kind: 'segment', name, device, seq, hash })
    hash = info.before
  }
  if (hash !== from.hash) {
    throw new ForkedError(vault.segmentName(device, to.seq, to.hash))
  }
  return pieces.reverse()
}

/** A snapshot with all of its parts. */
export async function fetchSnapshot(
  context: FetchContext,
  device: string,
  { n, hash, seq }: NonNullable<HeadInfo['snapshot']>,
): Promise<{ pieces: Piece[]; reach: Reach; vector: Record<string, Reach>; commits: number }> {
  const { vault, stage } = context
  const name = vault.snapshotName(device, n, hash)
  const bytes = await fetchOne(context, name)
  const { info } = await vault.openSnapshot(device, n, hash, bytes)
  if (info.seq !== seq) throw new DamagedError(name, 'its head says that it goes further')
  await stage.put(name, bytes)
  context.expect(info.parts.reduce((sum, part) => sum + part.bytes, 0))
  const parts = info.parts.map(
    ({ hash }, i): Piece => ({
      kind: 'part',
      name: vault.partName(device, n, i, hash),
      device,
      n,
      i,
      hash,
    }),
  )
  const left = [...parts]
  const work = async () => {
    for (let part = left.shift(); part; part = left.shift()) {
      await stage.put(part.name, await fetchOne(context, part.name))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return {
    pieces: [{ kind: 'snapshot', name, device, n, hash }, ...parts],
    reach: { seq: info.seq, hash: info.hash },
    vector: info.vector,
    commits: info.commits,
  }
}

async function fetchOne({ endpoint, vault, signal, fetched }: FetchContext, name: string) {
  signal.throwIfAborted()
  const bytes = await endpoint.get(vault.at(name), signal)
  if (!bytes) throw new MissingError(name)
  fetched(bytes.length)
  return bytes
}

/** Begins to fetch segments before they are asked for, the last first, some at once. */
async function prefetch(context: FetchContext, device: string, after: number, upto: number) {
  const { endpoint, vault, signal } = context
  const folder = vault.segmentsOf(device)
  const listed = await endpoint.list(vault.at(folder), signal)
  const wanted = listed
    .flatMap(({ name }) => {
      const parsed = parseSegmentName(name)
      return parsed && parsed.n > after && parsed.n <= upto ? [{ n: parsed.n, name: `${folder}/${name}` }] : []
    })
    .sort((a, b) => b.n - a.n)
    .map(({ name }) => name)
  const running = new Map<string, ReturnType<typeof fetchOne>>()
  let next = 0
  const start = () => {
    const name = wanted[next++]
    if (name === undefined) return
    const one = fetchOne(context, name)
    one.catch(() => {}) // whoever asks for it hears of it
    running.set(name, one)
  }
  for (let i = 0; i < atOnce; i++) start()
  return new Map(
    wanted.map(name => [
      name,
      () => {
        const one = running.get(name) ?? fetchOne(context, name)
        running.delete(name)
        start()
        return one
      },
    ]),
  )
}
