/** What leaving may delete: this device's own objects, and the store's own as well where no other device is left. */
import { headName, headsFolder, keysFolder, markerName, membersFolder, parseHeadName } from '../crypto/names.ts'
import type { Session } from './session.ts'

/** In the order in which they are deleted: what names others goes before what it names, and the marker last. */
export async function ownObjects(session: Session, signal: AbortSignal): Promise<string[][]> {
  const { endpoint, vault, keys } = session
  const { device } = keys
  const namesIn = async (folder: string) =>
    (await endpoint.list(vault.at(folder), signal)).map(({ name }) => `${folder}/${name}`)
  const heads = await endpoint.list(vault.at(headsFolder(vault.space)), signal)
  const others = heads.some(({ name }) => (parseHeadName(name)?.device ?? device) !== device)
  const ownHeads = [0, 1].map(slot => headName(vault.space, device, slot))
  const data = [...(await namesIn(vault.segmentsOf(device))), ...(await namesIn(vault.snapshotsOf(device)))]
  if (others) return [ownHeads, data]
  const shared = [...(await namesIn(membersFolder(vault.space))), ...(await namesIn(keysFolder(vault.space)))]
  return [ownHeads, data, shared, [markerName]]
}
