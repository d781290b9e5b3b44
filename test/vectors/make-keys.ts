/** Keys of epochs, wrapped by age to the words and to devices. */
import { Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { digestOf, signed } from './raw.ts'
import type { ObjectVector, Outcome } from './shapes.ts'
import { admin, epochKeys, type Made, otherSpace, owner, space, store, stranger } from './world.ts'

async function wrap(bytes: Uint8Array, recipients: string[]): Promise<Buffer> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return Buffer.from(await encrypter.encrypt(bytes))
}

const named = (epoch: number, bytes: Buffer, of = space): Made => ({
  name: `${of}/k/${epoch}-${admin}-${digestOf(bytes)}.age`,
  bytes,
})

/** Wrapped for the owner's words, and one device. */
export async function epochKey(epoch: number, key = epochKeys[epoch] as Buffer): Promise<Made> {
  const device = await identityToRecipient(await generateX25519Identity())
  const claims = { space, epoch, key: key.toString('base64url') }
  const bytes = signed(owner.signKey, `allod epoch key 1\n${store}\n${space}\n${epoch}`, claims)
  return named(epoch, await wrap(bytes, [await identityToRecipient(owner.identity), device]))
}

export async function wrappedKeys(): Promise<ObjectVector[]> {
  const [first, second] = [await epochKey(0), await epochKey(1)]
  const recipient = await identityToRecipient(owner.identity)
  const other = await identityToRecipient(stranger.identity)
  const key = (epochKeys[0] as Buffer).toString('base64url')
  const claims = { space, epoch: 0, key }
  const purpose = `allod epoch key 1\n${store}\n${space}\n0`
  const of = async (bytes: Buffer, to = [recipient], epoch = 0) => named(epoch, await wrap(bytes, to))
  const saying = (json: object, said = purpose, by = owner) => of(signed(by.signKey, said, json))
  const vector = (what: string, made: Made, outcome: Outcome, contents?: object): ObjectVector => ({
    what,
    name: made.name,
    bytes: made.bytes.toString('base64url'),
    outcome,
    ...(contents ? { contents } : {}),
  })
  const flip = (at: number) => {
    const bytes = Buffer.from(first.bytes)
    bytes[at] = (bytes[at] as number) ^ 1
    return bytes
  }
  const last = { ...claims, epoch: 4_294_967_295 }
  return [
    vector('of the first epoch', first, 'ok', claims),
    vector('of the second', second, 'ok', { space, epoch: 1, key: (epochKeys[1] as Buffer).toString('base64url') }),
    vector(
      'of the last that there can be',
      await of(signed(owner.signKey, purpose.replace(/0$/, `${last.epoch}`), last), [recipient], last.epoch),
      'ok',
      last,
    ),
    vector('wrapped to somebody else', await of(signed(owner.signKey, purpose, claims), [other]), 'refused'),
    vector(
      'wrapped to somebody else, in a way that withstands quantum computers',
      await of(signed(owner.signKey, purpose, claims), [await identityToRecipient(await generateHybridIdentity())]),
      'refused',
    ),
    vector('under a name that is none', { name: first.name.replace('/k/0', '/k/00'), bytes: first.bytes }, 'refused'),
    vector('another one under its name', { name: first.name, bytes: second.bytes }, 'damaged'),
    vector(
      'one bit is another, and the name as it was',
      { name: first.name, bytes: flip(first.bytes.length - 1) },
      'damaged',
    ),
    vector('one bit is another, under an honest name', named(0, flip(first.bytes.length - 1)), 'refused'),
    vector('cut off, under an honest name', named(0, first.bytes.subarray(0, first.bytes.length - 1)), 'refused'),
    vector('signed by other words', await saying(claims, purpose, stranger), 'damaged'),
    vector('under the number of another epoch', named(1, first.bytes), 'damaged'),
    vector('in the folder of another space', named(0, first.bytes, otherSpace), 'damaged'),
    vector('signed as a head', await saying(claims, purpose.replace('epoch key', 'head')), 'damaged'),
    vector('a key that is too short', await saying({ ...claims, key: key.slice(1) }), 'damaged'),
    vector('a member too many', await saying({ ...claims, more: 1 }), 'damaged'),
    vector('says another epoch', await saying({ ...claims, epoch: 1 }), 'damaged'),
    vector('says another space', await saying({ ...claims, space: otherSpace }), 'damaged'),
    vector('says nothing', await of(Buffer.alloc(0)), 'damaged'),
  ]
}
