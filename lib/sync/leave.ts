/**
 * Leaving. What devices have put there is the store's, and others may not have merged it yet: so as long as another
 * device is left everything stays, and the one that goes says that it has gone. The last one may delete it all.
 */
import { headsFolder, keysFolder, markerName, membersFolder } from '../crypto/names.ts'
import type { Chain } from '../store/index.ts'
import { headOf } from './own-chain.ts'
import { operationsIn, type Session } from './session.ts'

/** Its last head: nobody waits for this device any more. Everything that it names is there. */
export async function sayGoodbye(session: Session, chain: Chain, signal: AbortSignal): Promise<void> {
  const { endpoint, vault, keys, now } = session
  const head = headOf(chain, [], { admissions: operationsIn(session), now })
  const sealed = await vault.sealHead(chain.device, keys.sign.privateKey, { ...head, left: true })
  await endpoint.put(vault.at(sealed.name), sealed.bytes, signal)
}

/** Everything of the store, in the order in which it is deleted: what names others goes before that, the marker last. */
export async function everything({ endpoint, vault }: Session, signal: AbortSignal): Promise<string[][]> {
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
