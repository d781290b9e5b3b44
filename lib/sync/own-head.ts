/** Whether the endpoint still shows what this device has put there: it may have been emptied, or a copy of this profile may write there. */
import { headName } from '../crypto/names.ts'
import type { Peer } from '../store/index.ts'
import { BackupFault } from './faults.ts'
import { fetchHeads, type HeadFetch, type HeadList } from './heads.ts'
import { checkMarker, checkOwnLog, isEndThere, type OwnLogContext } from './own-log.ts'

export interface OwnHeadContext extends OwnLogContext, HeadFetch {
  /** The names of what is sealed and may or may not have arrived; the last of it is a head. */
  waiting: readonly string[]
  /** Of the membership operations that are known. */
  admissions: readonly string[]
  verifyKey: CryptoKey
}

/**
 * `ahead`: somebody goes on with this device's log elsewhere. `behind`: an older head of it stands where the last one
 * was put, and what that one named is still there: a request that came late, a copy of this profile that has not looked
 * yet, or a server that lies.
 */
export type OwnHead = 'fine' | 'ahead' | 'behind'

/**
 * @param own what is remembered of the listing
 * @throws BackupFault `reset` where it has gone, or shows less than it had
 */
export async function checkOwnHead(
  context: OwnHeadContext,
  own: Pick<Peer, 'device' | 'slots'>,
  listed: HeadList,
): Promise<{ is: OwnHead; slots: Peer['slots'] }> {
  const { chain, waiting, verifyKey } = context
  const isSending = waiting.length > 0
  const entries = listed.get(chain.device) ?? []
  if (chain.counter === 0) return { is: entries.some(Boolean) ? 'ahead' : 'fine', slots: own.slots }
  // Of what is just being sent, and of what was there before the endpoint lost it, nothing is expected.
  const isExpected = (slot: number) => chain.slots[slot] !== '' && !(isSending && slot === chain.counter % 2)
  // A server that was emptied shows just what was put there since.
  for (const slot of [0, 1]) if (isExpected(slot) && !entries[slot]) await whyGone(context, slot)
  const { newest, slots, damaged } = await fetchHeads(context, own, verifyKey, entries)
  // Where both slots were written since anybody looked, or neither, they cannot tell whether the endpoint was emptied.
  const isUntold = chain.counter - chain.looked > 1 || (isSending && !isExpected(0) && !isExpected(1))
  if (isUntold && !chain.isNew) await checkOwnLog(context)
  if (!newest) {
    if (damaged.length > 1) throw new BackupFault('reset', damaged.join('; '))
    return { is: 'fine', slots }
  }
  const { counter } = newest.head
  const arrived = isSending ? chain.counter - 1 : chain.counter
  const ours = chain.slots[counter % 2]
  const isOurs = newest.digest === ours || ours === ''
  if (counter > chain.counter || (counter >= arrived && !isOurs)) return { is: 'ahead', slots }
  if (counter < arrived && isExpected(arrived % 2) && entries[arrived % 2]) {
    // The newer slot is listed, and was not fetched since it has not changed: then the older one is what it always was.
    const isKnown = own.slots[arrived % 2]?.isSure && slots[arrived % 2] === own.slots[arrived % 2]
    if (!isKnown && (await isEndThere(context))) return { is: 'behind', slots }
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
