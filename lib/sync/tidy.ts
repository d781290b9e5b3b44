/** Deletes this device's own objects that no head names any more. Never anybody else's. */
import { parseSegmentName, parseSnapshotName } from '../crypto/names.ts'
import type { Chain } from '../store/index.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import { atOnce } from './send.ts'
import type { Vault } from './vault.ts'

export interface TidyContext {
  endpoint: Endpoint
  vault: Vault
  signal: AbortSignal
}

/** The names of what may go. Names that are none of ours stay. */
export async function untidyOf({ endpoint, vault, signal }: TidyContext, chain: Chain): Promise<string[]> {
  const { device, snapshot, building } = chain
  if (!snapshot) return []
  const [segments, snapshots] = [vault.segmentsOf(device), vault.snapshotsOf(device)]
  const [inLog, inSnapshots] = await Promise.all([
    endpoint.list(vault.at(segments), signal),
    endpoint.list(vault.at(snapshots), signal),
  ])
  const oldSegments = inLog.flatMap(({ name }) => {
    const parsed = parseSegmentName(name)
    return parsed && parsed.n <= snapshot.seq ? [`${segments}/${name}`] : []
  })
  const oldSnapshots = inSnapshots.flatMap(({ name }) => {
    const parsed = parseSnapshotName(name)
    const isKept = parsed?.n === snapshot.n || parsed?.n === building?.n
    return parsed && !isKept ? [`${snapshots}/${name}`] : []
  })
  return [...oldSegments, ...oldSnapshots]
}

export async function deleteAll({ endpoint, vault, signal }: TidyContext, names: readonly string[], done = () => {}) {
  const left = [...names]
  const work = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      signal.throwIfAborted()
      await endpoint.delete(vault.at(name), signal)
      done()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
