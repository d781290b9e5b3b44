/** Sets of membership operations, and who belongs to the store by them. */

import { digestOf, seal, signed } from './raw.ts'
import type { MembersFile } from './shapes.ts'
import {
  add,
  as,
  type Device,
  desk,
  deviceOf,
  epochKeys,
  type Made,
  noon,
  old,
  owner,
  phone,
  reader,
  remove,
  space,
  store,
  stranger,
} from './world.ts'

const hash = (label: string) => digestOf(Buffer.from(label))
const living = ({ device, name, sign }: Device) => ({ device, name, sign, removedAt: null, removedHash: '' })

export function memberSets(): MembersFile {
  const thief = deviceOf('Thief')
  const [second, third] = [deviceOf('Second'), deviceOf('Third')]
  const reach = (seq: number) => ({ seq, hash: hash(`segment ${seq}`) })
  const gone = (of: Device, seq: number) => ({ ...living(of), removedAt: seq, removedHash: reach(seq).hash })
  const byStranger = { admin: stranger.admin, signKey: stranger.signKey }
  const posing = (device: Device) => ({ admin: device.device, signKey: thief.signKey })
  const forged = seal(
    { kind: 'm', store, name: `${space}/m/${owner.admin}-9` },
    0,
    epochKeys[0] as Buffer,
    signed(stranger.signKey, `allod member 1\n${store}\n${space}\n${owner.admin}\n9`, {
      op: 'add',
      device: thief.device,
      name: 'Thief',
      sign: thief.sign,
      box: 'age1',
      time: noon,
    }),
  )
  const set = (
    what: string,
    objects: Made[],
    members: MembersFile['sets'][number]['members'],
    refused: Made[] = [],
  ): MembersFile['sets'][number] => ({
    what,
    objects: objects.map(({ name, bytes }) => ({ name, bytes: bytes.toString('base64url') })),
    members: [...members].sort((a, b) => (a.device < b.device ? -1 : 1)),
    refused: refused.map(({ name }) => name).sort(),
  })
  const rooted = add(desk, 1)
  const unknown = add(thief, 1, noon, byStranger)
  const false9: Made = { name: `${space}/m/${owner.admin}-9-${digestOf(forged)}`, bytes: forged }
  const swapped: Made = { name: add(phone, 2).name, bytes: add(phone, 2).bytes }
  const stolen = add(thief, 7, noon, posing(phone))
  const itself = add(thief, 1, noon, as(thief))
  const mutual = [add(second, 1, noon, as(third)), add(third, 1, noon, as(second))]
  const called = (device: string): Device => ({ ...thief, device })
  const root = called('root')
  const asAdmin = called(owner.admin)
  const rootRemoves = remove(desk, 1, reach(1), { admin: 'root', signKey: thief.signKey })
  const adminRemoves = remove(desk, 1, reach(1), { admin: owner.admin, signKey: thief.signKey })
  return {
    reader,
    sets: [
      set('nobody', [], []),
      set('two, by the words', [rooted, add(phone, 2)], [living(desk), living(phone)]),
      set('under one number, at two places at once', [rooted, add(phone, 1)], [living(desk), living(phone)]),
      set(
        'one after another, each by the one before',
        [rooted, add(second, 1, noon, as(desk)), add(third, 1, noon, as(second))],
        [living(desk), living(second), living(third)],
      ),
      set('removed', [rooted, add(phone, 2), remove(phone, 3, reach(4))], [living(desk), gone(phone, 4)]),
      set(
        'removed twice: the earlier end counts',
        [add(phone, 1), remove(phone, 2, reach(7)), remove(phone, 3, reach(4))],
        [gone(phone, 4)],
      ),
      set(
        'removed, and admitted once more: it stays removed',
        [add(phone, 1), remove(phone, 2, reach(4)), add(phone, 3, noon + 1)],
        [gone(phone, 4)],
      ),
      set(
        'whom a removed device admitted',
        [rooted, add(phone, 2), add(second, 1, noon, as(phone)), remove(phone, 3, reach(4))],
        [living(desk), gone(phone, 4)],
      ),
      set(
        'whom a removed device admitted, and the words as well',
        [add(phone, 1), add(second, 1, noon, as(phone)), remove(phone, 2, reach(4)), add(second, 3)],
        [gone(phone, 4), living(second)],
      ),
      set(
        'a removal by a device counts for nothing',
        [rooted, add(phone, 2), remove(desk, 1, reach(1), as(phone))],
        [living(desk), living(phone)],
      ),
      set('a removal of somebody who is not there', [rooted, remove(phone, 2, reach(4))], [living(desk)]),
      set('a device that admits itself', [rooted, itself], [living(desk)], [itself]),
      set('two that admit each other', [rooted, ...mutual], [living(desk)], mutual),
      set(
        'twice by the words, with two keys: the earlier counts',
        [add(phone, 1, noon + 5, undefined, thief.sign), add(phone, 2, noon)],
        [living(phone)],
      ),
      set(
        'twice by the words at one time: the smaller number counts',
        [add(phone, 1), add(phone, 2, noon, undefined, thief.sign)],
        [living(phone)],
      ),
      set(
        'twice under one number: the smaller key counts',
        [add(phone, 1), add(phone, 1, noon, undefined, thief.sign)],
        [phone.sign < thief.sign ? living(phone) : { ...living(phone), sign: thief.sign }],
      ),
      set(
        'a device puts its own key in the place of another’s: the one nearest to the words counts',
        [rooted, add(phone, 2), add(thief, 3), add(phone, 1, 0, as(thief), thief.sign)],
        [living(desk), living(phone), living(thief)],
      ),
      set(
        'an operation in the name of a device, with the key that another has given it',
        [add(phone, 1), add(thief, 2), add(phone, 1, 0, as(thief), thief.sign), stolen],
        [living(phone), living(thief)],
        [stolen],
      ),
      set(
        'a device called root',
        [rooted, add(thief, 2), add(root, 1, noon, as(thief)), rootRemoves],
        [living(desk), living(thief)],
        [rootRemoves],
      ),
      set(
        'a device called as the words are',
        [rooted, add(thief, 2), add(asAdmin, 1, noon, as(thief)), adminRemoves],
        [living(desk), living(thief), { ...living(thief), device: owner.admin }],
        [adminRemoves],
      ),
      set('signed by other words', [rooted, unknown], [living(desk)], [unknown]),
      set('signed by other words, in the name of these', [rooted, false9], [living(desk)], [false9]),
      set(
        'under a name that tells another digest',
        [rooted, { name: swapped.name, bytes: add(phone, 2).bytes }],
        [living(desk)],
        [swapped],
      ),
      set(
        'what is none of these',
        [rooted, { name: `${space}/m/readme.txt`, bytes: Buffer.from('?') }],
        [living(desk)],
      ),
      set(
        'an old one besides',
        [rooted, add(old, 2), add(phone, 3), remove(old, 4, { seq: 0, hash: '' })],
        [living(desk), living(phone), { ...living(old), removedAt: 0, removedHash: '' }],
      ),
    ],
  }
}
