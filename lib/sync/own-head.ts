/** Whether the endpoint still shows what this device has put there: it may have been emptied, or a copy of this profile may write there. */
import { readMarker } from '../crypto/marker.ts'
import { headName, markerName } from '../crypto/names.ts'
import type { Chain, Peer } from '../store/index.ts'
import { BackupFault } from './faults.ts'
import { fetchHeads, type HeadFetch, type HeadList } from './heads.ts'

export interface OwnHeadContext extends HeadFetch {
  chain: Chain
  /** A head is sealed that may or may not have arrived. */
  isSending: boolean
  verifyKey: CryptoKey
}

/**
 * @param own what is remembered of the listing
 * @returns `ahead`: somebody goes on with this device's log elsewhere
 * @throws BackupFault `reset` where it has gone, or shows less than it had
 */
export async function checkOwnHead(
  context: OwnHeadContext,
  own: Pick<Peer, 'device' | 'slots'>,
  listed: HeadList,
): Promise<{ is: 'fine' | 'ahead'; slots: Peer['slots'] }> {
  const { chain, isSending, verifyKey } = context
  const arrived = isSending ? chain.counter - 1 : chain.counter
  if (arrived === 0) {
    const isThere = listed.has(chain.device) && !isSending
    return { is: isThere ? 'ahead' : 'fine', slots: own.slots }
  }
  const entries = listed.get(chain.device) ?? []
  // A server that was emptied shows just what was put there since.
  for (const slot of arrived > 1 ? [0, 1] : [1]) if (!entries[slot]) await whyGone(context, slot)
  const { newest, slots, damaged } = await fetchHeads(context, own, verifyKey, entries)
  if (!newest) {
    if (damaged.length > 1) throw new BackupFault('reset', damaged.join('; '))
    return { is: 'fine', slots }
  }
  const { counter } = newest.head
  const isOurs = newest.digest === chain.slots[counter % 2]
  if (counter > chain.counter || (counter >= arrived && !isOurs)) return { is: 'ahead', slots }
  if (counter < arrived && entries[arrived % 2]) {
    // The newer slot is listed, and was not fetched since it has not changed: then the older one is what it always was.
    const isKnown = own.slots[arrived % 2]?.isSure && slots[arrived % 2] === own.slots[arrived % 2]
    if (!isKnown) throw new BackupFault('reset', `The server shows this device's state ${counter}, and had ${arrived}.`)
  }
  return { is: 'fine', slots }
}

/** The listing does not show it: it may be late. */
async function whyGone({ endpoint, vault, signal, chain }: OwnHeadContext, slot: number): Promise<void> {
  const name = headName(vault.space, chain.device, slot)
  const bytes = await endpoint.get(vault.at(name), signal)
  if (bytes) return // whoever looks at it next sees what it is
  await checkMarker({ endpoint, vault, signal })
  throw new BackupFault('reset', 'What this device had put there is not there any more.')
}

/** @throws BackupFault where there is no store any more, or another one */
export async function checkMarker({ endpoint, vault, signal }: Pick<HeadFetch, 'endpoint' | 'vault' | 'signal'>) {
  const marker = await endpoint.get(vault.at(markerName), signal)
  if (!marker) throw new BackupFault('reset', 'The server has no backup of this store any more.')
  const { store } = await readMarker(marker)
  if (store !== vault.store) throw new BackupFault('reset', 'The server shows another store in its place.')
}
