/** Whether the endpoint still has what this device's heads name: it may have been emptied, and written to since. */
import { readMarker } from '../crypto/marker.ts'
import { markerName, membersFolder, parseSegmentName, parseSnapshotName } from '../crypto/names.ts'
import type { Chain } from '../store/index.ts'
import { BackupFault } from './faults.ts'
import type { HeadFetch } from './heads.ts'

export interface OwnLogContext extends Pick<HeadFetch, 'endpoint' | 'vault' | 'signal'> {
  chain: Chain
  /** The names of what is sealed and may or may not have arrived; the last of it is a head. */
  waiting: readonly string[]
  /** Of the membership operations that are known. */
  admissions: readonly string[]
}

/** @throws BackupFault where anything of it has gone */
export async function checkOwnLog(context: OwnLogContext): Promise<void> {
  const { vault, chain, admissions } = context
  await checkMarker(context)
  const [members, segments, snapshots] = await Promise.all([
    namesIn(context, membersFolder(vault.space)),
    namesIn(context, vault.segmentsOf(chain.device)),
    namesIn(context, vault.snapshotsOf(chain.device)),
  ])
  const last = (name: string) => name.slice(name.lastIndexOf('/') + 1)
  const seqs = new Set(segments.map(name => parseSegmentName(last(name))?.n))
  const { snapshot } = chain
  const parts = snapshots.filter(name => parseSnapshotName(last(name))?.n === snapshot?.n)
  const isWhole =
    admissions.every(name => members.includes(name)) &&
    (!snapshot || parts.length >= snapshot.parts + 1) &&
    Array.from({ length: chain.seq - (snapshot?.seq ?? 0) }, (_, i) => chain.seq - i).every(seq => seqs.has(seq))
  if (!isWhole) throw new BackupFault('reset', 'Some of what this device had put there is not there any more.')
}

/** Whether the last that this device has said is where it was put. */
export async function isEndThere({ endpoint, vault, signal, chain }: OwnLogContext): Promise<boolean> {
  const { device, seq, hash, snapshot } = chain
  if (seq === 0 && !snapshot) return true
  const isInSnapshot = snapshot?.seq === seq
  const name = isInSnapshot
    ? vault.snapshotName(device, snapshot.n, snapshot.hash)
    : vault.segmentName(device, seq, hash)
  return (await endpoint.get(vault.at(name), signal)) !== null
}

/** What is there, and what is on its way there. */
async function namesIn({ endpoint, vault, signal, waiting }: OwnLogContext, folder: string): Promise<string[]> {
  const listed = await endpoint.list(vault.at(folder), signal)
  return [...listed.map(({ name }) => `${folder}/${name}`), ...waiting.filter(name => name.startsWith(`${folder}/`))]
}

/** @throws BackupFault where there is no store any more, or another one */
export async function checkMarker({ endpoint, vault, signal }: Pick<HeadFetch, 'endpoint' | 'vault' | 'signal'>) {
  const marker = await endpoint.get(vault.at(markerName), signal)
  if (!marker) throw new BackupFault('reset', 'The server has no backup of this store any more.')
  const { store } = await readMarker(marker)
  if (store !== vault.store) throw new BackupFault('reset', 'The server shows another store in its place.')
}
