/**
 * Leaving. What devices have put there is the store's, and others may not have merged it yet: so as long as another
 * device is left everything stays, and the one that goes says that it has gone. The last one may delete it all.
 */
import { headsFolder, keysFolder, markerName, membersFolder } from '../crypto/names.ts'
import type { BackupProblem } from '../protocol/backup.ts'
import type { Chain } from '../store/index.ts'
import { BackupFault } from './faults.ts'
import { headOf } from './own-chain.ts'
import type { Progress } from './progress.ts'
import { isAwaited } from './pulling.ts'
import { operationsIn, type Session } from './session.ts'
import { deleteAll } from './tidy.ts'

/** Of others nothing is known then: whether they are still there, and whether this one may go on its own. */
const inTheWay: ReadonlySet<BackupProblem> = new Set([
  'offline',
  'refused',
  'busy',
  'broken',
  'permission',
] satisfies BackupProblem[])

/**
 * The endpoint has just been looked at. @returns how many objects were deleted there
 * @throws BackupFault where they were to be, and it cannot be reached: nothing has changed then
 */
export async function leave(session: Session, deleteRemote: boolean, signal: AbortSignal, progress: Progress) {
  const { backup } = session.store
  const [chain, status] = await Promise.all([backup.get('chain'), backup.get('status')])
  const problem = status?.problem
  const isCutOff = problem != null && inTheWay.has(problem.kind)
  if (deleteRemote && isCutOff) throw new BackupFault(problem.kind, problem.detail)
  if (deleteRemote && (await othersLeft(session)) === 0) return deleteStore(session, signal, progress)
  // Offline one may leave as well: the others see it as a device that is silent.
  if (chain && !problem) await sayGoodbye(session, chain, signal).catch(console.error)
  return 0
}

/** How many devices have put something there and are still there, besides this one. */
async function othersLeft({ store, keys }: Session): Promise<number> {
  const peers = await store.backup.peers()
  const left = peers.filter(peer => peer.counter > 0 && isAwaited(peer))
  return left.filter(({ device }) => device !== keys.device).length
}

async function deleteStore(session: Session, signal: AbortSignal, progress: Progress): Promise<number> {
  const names = await everything(session, signal)
  let deleted = 0
  progress.begin('deleting', 'records', names.flat().length)
  try {
    for (const some of names) {
      await deleteAll({ ...session, signal }, some, () => {
        deleted++
        progress.add(1)
      })
    }
    await session.endpoint.removeFolder?.(session.vault.store, signal) // WebDAV keeps folders that are empty
  } finally {
    progress.end()
  }
  return deleted
}

/** Its last head: nobody waits for this device any more. Everything that it names is there. */
async function sayGoodbye(session: Session, chain: Chain, signal: AbortSignal): Promise<void> {
  const { endpoint, vault, keys, now } = session
  const head = headOf(chain, [], { admissions: operationsIn(session), now })
  const sealed = await vault.sealHead(chain.device, keys.sign.privateKey, { ...head, left: true })
  await endpoint.put(vault.at(sealed.name), sealed.bytes, signal)
}

/** Everything of the store, in the order in which it is deleted: what names others goes before that, the marker last. */
async function everything({ endpoint, vault }: Session, signal: AbortSignal): Promise<string[][]> {
  const { space } = vault
  const namesIn = async (folder: string) =>
    (await endpoint.list(vault.at(folder), signal)).map(({ name }) => `${folder}/${name}`)
  const namesBelow = async (folder: string) => {
    const devices = await endpoint.folders(vault.at(folder), signal)
    return (await Promise.all(devices.map(device => namesIn(`${folder}/${device}`)))).flat()
  }
  const heads = await namesIn(headsFolder(space))
  const data = [...(await namesBelow(`${space}/l`)), ...(await namesBelow(`${space}/s`))]
  const shared = [...(await namesIn(membersFolder(space))), ...(await namesIn(keysFolder(space)))]
  return [heads, data, shared, [markerName]]
}
