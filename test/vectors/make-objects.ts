/** Sealed objects of each kind, good and damaged. */
import { digestOf, type RawPlace, seal, signed, type Twist, wrapped } from './raw.ts'
import type { ObjectVector, Outcome } from './shapes.ts'
import {
  desk,
  epochKeys,
  head,
  type Made,
  member,
  noon,
  otherSpace,
  owner,
  phone,
  sealed,
  space,
  store,
  stranger,
  unknownKey,
} from './world.ts'

const vector = (what: string, { name, bytes }: Made, outcome: Outcome, contents?: unknown): ObjectVector => ({
  what,
  name,
  bytes: bytes.toString('base64url'),
  outcome,
  ...(contents === undefined ? {} : { contents }),
})

/** The same bytes under a name that tells their digest truly, where names tell one. */
const renamed = ({ name }: Made, bytes: Buffer): Made => ({
  name: /-[\w-]{43}$/.test(name) ? name.replace(/[\w-]{43}$/, digestOf(bytes)) : name,
  bytes,
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ 1
  return copy
}

/** What a server can do to the bytes, under an honest name: whatever stands behind the digest has to refuse it as well. */
function damage(made: Made): ObjectVector[] {
  const { bytes } = made
  const places = {
    'the magic': 0,
    'the kind': 6,
    'the reserved byte': 7,
    'the first byte of the salt': 12,
    'the last byte of the salt': 43,
    'the first byte of the ciphertext': 44,
    'the middle of the ciphertext': bytes.length >> 1,
    'the last byte of the ciphertext': bytes.length - 17,
    'the first byte of the tag': bytes.length - 16,
    'the last byte': bytes.length - 1,
  }
  const lengths = [0, 1, 5, 6, 43, 44, 59, 60, bytes.length - 16, bytes.length - 1]
  const newer = Buffer.from(bytes)
  newer[5] = 2
  const before = Buffer.from(bytes)
  before[5] = 0
  const last = Buffer.from(bytes)
  last[5] = 255
  const elsewhere = Buffer.from(bytes)
  elsewhere.writeUInt32BE(0xffff_ffff, 8)
  const otherEpoch = Buffer.from(bytes)
  otherEpoch.writeUInt32BE(1 - otherEpoch.readUInt32BE(8), 8)
  return [
    ...Object.entries(places).map(([what, at]) =>
      vector(`one bit of ${what} is another`, renamed(made, flipped(bytes, at)), 'damaged'),
    ),
    ...lengths.map(length =>
      vector(`cut off after ${length} bytes`, renamed(made, bytes.subarray(0, length)), 'damaged'),
    ),
    vector('one byte longer', renamed(made, Buffer.concat([bytes, Buffer.of(0)])), 'damaged'),
    vector('twice', renamed(made, Buffer.concat([bytes, bytes])), 'damaged'),
    vector('version 2', renamed(made, newer), 'newer'),
    vector('version 255', renamed(made, last), 'newer'),
    vector('nothing but the first six bytes of version 2', renamed(made, newer.subarray(0, 6)), 'newer'),
    vector('version 0', renamed(made, before), 'damaged'),
    vector('says another epoch that is known', renamed(made, otherEpoch), 'damaged'),
    vector('says an epoch that nobody knows', renamed(made, elsewhere), 'unknown epoch'),
  ]
}

interface Kind {
  place: RawPlace
  plaintext: Buffer
  /** The name, from what is sealed. */
  made(bytes: Buffer): Made
  /** Other places that hold objects of the same kind. */
  elsewhere: [string, string][]
}

/** What somebody with the keys of the epoch can do. */
function resealed({ place, plaintext, made, elsewhere }: Kind): ObjectVector[] {
  const with0 = (twist: Twist = {}, at = place, what = plaintext, epoch = 0, key = epochKeys[0] as Buffer) =>
    made(seal(at, epoch, key, what, twist))
  const packed = wrapped(Buffer.from('03', 'hex').subarray(0, 0))
  const dirty = Buffer.from(wrapped(Buffer.from('0300', 'hex')))
  dirty[dirty.length - 1] = 1
  return [
    ...elsewhere.map(([what, name]) => vector(`sealed for ${what}`, with0({}, { ...place, name }), 'damaged')),
    vector('sealed for another store', with0({}, { ...place, store: stranger.store }), 'damaged'),
    vector('sealed as another kind, and says so', with0({ kind: 'x' }, { ...place, kind: 'x' }), 'damaged'),
    vector(
      'sealed as another kind, and says that it is this one',
      with0({ kind: place.kind }, { ...place, kind: 'x' }),
      'damaged',
    ),
    vector('sealed with the key of another epoch', with0({}, place, plaintext, 0, epochKeys[1]), 'damaged'),
    vector('sealed with a key that was not handed out', with0({}, place, plaintext, 2, unknownKey), 'unknown epoch'),
    vector('the reserved byte is not zero, and was when it was sealed so', with0({ reserved: 1 }), 'damaged'),
    vector('nothing is packed in it', with0({ packed: Buffer.alloc(0) }), 'damaged'),
    vector('no length is packed in it', with0({ packed: Buffer.alloc(3) }), 'damaged'),
    vector('nothing is deflated in it', with0({ packed }), 'damaged'),
    vector('the padding is not zero', with0({ packed: dirty }), 'damaged'),
    vector(
      'it is empty',
      with0({}, place, Buffer.alloc(0)),
      place.kind === 'p' ? 'ok' : 'damaged',
      place.kind === 'p' ? '' : undefined,
    ),
    vector('it is no UTF-8', with0({}, place, Buffer.from([0xff, 0x0a])), 'damaged'),
  ]
}

const hash = (label: string) => digestOf(Buffer.from(label))

export function heads(): ObjectVector[] {
  const info = {
    counter: 7,
    seq: 12,
    hash: hash('segment'),
    snapshot: { n: 2, hash: hash('snapshot'), seq: 9 },
    seen: { [phone.device]: 4 },
    time: noon,
  }
  const first = { counter: 1, seq: 0, hash: '', snapshot: null, seen: {}, time: 0 }
  const made = head(desk, info)
  const name = (device: string, slot: number, of = space) => `${of}/h/${device}.${slot}`
  const purpose = `allod head 1\n${store}\n${space}\n${desk.device}`
  const kind: Kind = {
    place: { kind: 'h', store, name: made.name },
    plaintext: signed(desk.signKey, purpose, info),
    made: bytes => ({ name: made.name, bytes }),
    elsewhere: [
      ['the other slot', name(desk.device, 0)],
      ['another device', name(phone.device, 1)],
      ['another space', name(desk.device, 1, otherSpace)],
    ],
  }
  const saying = (json: object | string, by = desk, said = purpose) =>
    kind.made(seal(kind.place, 0, epochKeys[0] as Buffer, signed(by.signKey, said, json)))
  const wrong: [string, object | string][] = [
    ['in the slot of another counter', { ...info, counter: 8 }],
    ['counter 0', { ...info, counter: 0 }],
    ['a counter that is no whole number', { ...info, counter: 7.5 }],
    ['a counter as text', { ...info, counter: '7' }],
    ['a negative number', { ...info, seq: -1 }],
    ['a digest that is none', { ...info, hash: 'x' }],
    ['a snapshot with number 0', { ...info, snapshot: { ...info.snapshot, n: 0 } }],
    ['a member too few', (({ seen: _, ...rest }) => rest)(info)],
    ['a device that can be none', { ...info, seen: { 'a/b': 1 } }],
    ['a name that is not allowed', JSON.stringify(info).replace('"seen":{', '"seen":{"__proto__":1,')],
    ['no JSON', JSON.stringify(info).slice(1)],
    ['no object', 'null'],
    ['a byte order mark before it', `\ufeff${JSON.stringify(info)}`],
  ]
  return [
    vector('a head', made, 'ok', info),
    vector('the first head of a device', head(desk, first), 'ok', first),
    vector('in the other slot', head(desk, { ...info, counter: 8 }), 'ok', { ...info, counter: 8 }),
    vector('in the next epoch', head(desk, info, 1), 'ok', info),
    vector(
      'deflated in another way',
      {
        name: made.name,
        bytes: seal(kind.place, 0, epochKeys[0] as Buffer, Buffer.alloc(0), { packed: storedOf(kind.plaintext) }),
      },
      'ok',
      info,
    ),
    ...damage(made),
    ...resealed(kind),
    vector('with a member of a later day', saying({ ...info, more: true }), 'ok', info),
    vector('with the number of operations', saying({ ...info, members: 3 }), 'ok', { ...info, members: 3 }),
    vector('the last one of a device', saying({ ...info, left: true }), 'ok', { ...info, left: true }),
    ...wrong.map(([what, json]) => vector(what, saying(json), 'damaged')),
    vector('signed by another device', head(desk, info, 0, phone), 'damaged'),
    vector('signed by the words', saying(info, { ...desk, signKey: owner.signKey }), 'damaged'),
    vector('signed for another space', saying(info, desk, purpose.replace(space, otherSpace)), 'damaged'),
    vector('signed for another store', saying(info, desk, purpose.replace(store, stranger.store)), 'damaged'),
    vector('signed as a membership operation', saying(info, desk, purpose.replace('head', 'member')), 'damaged'),
    vector(
      'not signed',
      kind.made(seal(kind.place, 0, epochKeys[0] as Buffer, Buffer.from(JSON.stringify(info)))),
      'damaged',
    ),
    vector(
      'nothing but a signature',
      kind.made(seal(kind.place, 0, epochKeys[0] as Buffer, signed(desk.signKey, purpose, ''))),
      'damaged',
    ),
  ]
}

/** Deflated in blocks that are only stored. */
function storedOf(plaintext: Buffer): Buffer {
  const block = Buffer.alloc(5)
  block[0] = 1
  block.writeUInt16LE(plaintext.length, 1)
  block.writeUInt16LE(~plaintext.length & 0xffff, 3)
  return wrapped(Buffer.concat([block, plaintext]))
}

const commit = (seq: number, more: object = {}, n = seq) => ({
  n,
  time: noon + seq,
  id: secretless(`commit ${seq}`),
  space,
  device: desk.device,
  seq,
  hlc: `${(noon + seq).toString(16).padStart(12, '0')}0000${desk.device}`,
  author: { site: 'https://notes.test' },
  ops: [{ collection: 'notes', id: `note ${seq}`, set: { title: `Note ${seq}` }, alive: true }],
  ...more,
})
const secretless = (label: string) => hash(label).slice(0, 22)
const linesOf = (...commits: object[]) => commits.map(one => `${JSON.stringify(one)}\n`).join('')

/** What segments and snapshots share: a first line, and commits. */
function withLines(kind: 'l' | 's', number: string, info: { commits: number } & object, elsewhere: Kind['elsewhere']) {
  const name = `${space}/${kind}/${desk.device}/${number}`
  const lines = linesOf(commit(1), commit(2))
  const text = (first: object | string, rest = lines) =>
    `${typeof first === 'string' ? first : JSON.stringify(first)}\n${rest}`
  const made = sealed(kind, name, text(info))
  const place = { kind, store, name }
  const as = (bytes: Buffer): Made => ({ name: `${name}-${digestOf(bytes)}`, bytes })
  const swapped = sealed(kind, name, text(info, linesOf(commit(1), commit(3))))
  const wrong: [string, string][] = [
    ['a commit too few', text(info, linesOf(commit(1)))],
    ['a commit too many', text(info, lines + linesOf(commit(3)))],
    ['an empty line', text(info, `\n${lines}`)],
    ['a line that is no commit', text(info, `{}\n${linesOf(commit(1))}`)],
    ['a commit of another space', text(info, linesOf(commit(1), commit(2, { space: otherSpace })))],
    ['a commit without ops', text(info, linesOf(commit(1), commit(2, { ops: [] })))],
    ['a commit with a member too many', text(info, linesOf(commit(1), commit(2, { more: 1 })))],
    ['a stamp that is none', text(info, linesOf(commit(1), commit(2, { hlc: 'f'.repeat(20) })))],
    ['a name that is not allowed', text(info, lines.replace('"set":{', '"set":{"__proto__":1,'))],
    [
      'a text that none may hold',
      text(
        info,
        linesOf(
          commit(1),
          commit(2, { ops: [{ collection: 'notes', id: 'a', text: { body: { base: '', update: 'AA==' } } }] }),
        ),
      ),
    ],
    ['no first line', lines],
    ['a first line without an end', JSON.stringify({ ...info, commits: 0 })],
    ['a byte order mark before it', `\ufeff${text(info)}`],
  ]
  return {
    place,
    text,
    lines,
    wrong,
    vectors: [
      vector('as it should be', made, 'ok', { info, lines }),
      vector('in the next epoch', sealed(kind, name, text(info), 1), 'ok', { info, lines }),
      vector('with a member of a later day', sealed(kind, name, text({ ...info, more: true })), 'ok', { info, lines }),
      vector('without a line end after the last line', sealed(kind, name, text(info).slice(0, -1)), 'ok', {
        info,
        lines: lines.slice(0, -1),
      }),
      vector('another one under its name', { name: made.name, bytes: swapped.bytes }, 'damaged'),
      vector(
        'one bit is another, and the name as it was',
        { name: made.name, bytes: flipped(made.bytes, made.bytes.length >> 1) },
        'damaged',
      ),
      ...damage(made),
      ...resealed({ place, plaintext: Buffer.from(text(info)), made: as, elsewhere }),
    ],
  }
}

export function segments(): ObjectVector[] {
  const info = { seq: 3, before: hash('segment 2'), commits: 2 }
  const folder = `${space}/l/${desk.device}`
  const { vectors, wrong, text, lines } = withLines('l', '3', info, [
    ['another number', `${folder}/4`],
    ['another device', `${space}/l/${phone.device}/3`],
    ['another space', `${otherSpace}/l/${desk.device}/3`],
  ])
  const good: [string, number, { commits: number; [name: string]: unknown }][] = [
    ['the first one', 1, { seq: 1, before: '', commits: 2 }],
    ['with revocations', 3, { ...info, revoked: { 'https://notes.test': noon } }],
  ]
  const infos: [string, object][] = [
    ['the number of another one', { ...info, seq: 4 }],
    ['number 0', { ...info, seq: 0 }],
    ['a digest before it that is none', { ...info, before: 'x' }],
    ['a revocation without a time', { ...info, revoked: { 'https://notes.test': null } }],
  ]
  return [
    ...vectors,
    ...good.map(([what, seq, info]) =>
      vector(what, sealed('l', `${folder}/${seq}`, text(info)), 'ok', { info, lines }),
    ),
    vector(
      'nothing but a revocation',
      sealed('l', `${folder}/3`, text({ ...info, commits: 0, revoked: { 'https://notes.test': noon } }, '')),
      'ok',
      {
        info: { ...info, commits: 0, revoked: { 'https://notes.test': noon } },
        lines: '',
      },
    ),
    ...[...wrong, ...infos.map(([what, info]) => [what, text(info)] as const)].map(([what, text]) =>
      vector(what, sealed('l', `${folder}/3`, text), 'damaged'),
    ),
  ]
}

export function snapshots(): ObjectVector[] {
  const reach = { seq: 2, hash: hash('segment 2') }
  const parts = [{ hash: hash('part'), bytes: 316, commits: 5 }]
  const bare = {
    n: 2,
    ...reach,
    vector: { [phone.device]: { seq: 4, hash: hash('of another') } },
    commits: 2,
    parts: [],
  }
  const info = { ...bare, commits: 7, parts }
  const folder = `${space}/s/${desk.device}`
  const { vectors, wrong, text, lines } = withLines('s', '2', info, [
    ['another number', `${folder}/3`],
    ['its first part', `${folder}/2.0`],
    ['another device', `${space}/s/${phone.device}/2`],
  ])
  const infos: [string, object][] = [
    ['the number of another one', { ...bare, n: 3 }],
    ['a device that can be none', { ...bare, vector: { 'a/b': reach } }],
    ['a part without a digest', { ...bare, parts: [{ bytes: 316, commits: 5 }] }],
  ]
  const empty = { n: 1, seq: 0, hash: '', vector: {}, commits: 0, parts: [], revoked: {} }
  return [
    ...vectors,
    vector('without parts', sealed('s', `${folder}/2`, text(bare)), 'ok', { info: bare, lines }),
    vector('of nothing', sealed('s', `${folder}/1`, text(empty, '')), 'ok', { info: empty, lines: '' }),
    ...[...wrong, ...infos.map(([what, info]) => [what, text(info)] as const)].map(([what, text]) =>
      vector(what, sealed('s', `${folder}/2`, text), 'damaged'),
    ),
  ]
}

export function parts(): ObjectVector[] {
  const name = `${space}/s/${desk.device}/2.1`
  const lines = linesOf(commit(5), commit(6))
  const made = sealed('p', name, lines)
  const as = (bytes: Buffer): Made => ({ name: `${name}-${digestOf(bytes)}`, bytes })
  return [
    vector('as it should be', made, 'ok', lines),
    vector(
      'another one under its name',
      { name: made.name, bytes: sealed('p', name, linesOf(commit(7))).bytes },
      'damaged',
    ),
    vector('no lines of commits', sealed('p', name, 'what?\n'), 'damaged'),
    vector('a commit of another space', sealed('p', name, linesOf(commit(5, { space: otherSpace }))), 'damaged'),
    ...damage(made),
    ...resealed({
      place: { kind: 'p', store, name },
      plaintext: Buffer.from(lines),
      made: as,
      elsewhere: [
        ['another number', `${space}/s/${desk.device}/2.0`],
        ['another snapshot', `${space}/s/${desk.device}/3.1`],
        ['the snapshot itself', `${space}/s/${desk.device}/2`],
      ],
    }),
  ]
}

export function memberships(): ObjectVector[] {
  const by = { admin: owner.admin, signKey: owner.signKey }
  const op = {
    op: 'add',
    device: desk.device,
    name: 'Desk',
    sign: desk.sign,
    box: 'age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z',
    time: noon,
  }
  const removal = { op: 'remove', device: phone.device, seq: 4, hash: hash('segment 4'), time: noon }
  const made = member(by, 1, op)
  const name = made.name.slice(0, -44)
  const place = { kind: 'm', store, name }
  const purpose = `allod member 1\n${store}\n${space}\n${owner.admin}\n1`
  const plaintext = signed(owner.signKey, purpose, op)
  const as = (bytes: Buffer): Made => ({ name: `${name}-${digestOf(bytes)}`, bytes })
  const wrong: [string, object][] = [
    ['an operation that nobody knows', { ...op, op: 'rename' }],
    ['a key that is none', { ...op, sign: 'x' }],
    ['a member too many', { ...op, more: true }],
    ['a removal without a digest', { op: 'remove', device: phone.device, seq: 4, time: noon }],
    ['a name that is too long', { ...op, name: 'x'.repeat(201) }],
  ]
  return [
    vector('an admission', made, 'ok', op),
    vector('a removal', member(by, 2, removal), 'ok', removal),
    vector('a removal of which nothing counts', member(by, 2, { ...removal, seq: 0, hash: '' }), 'ok', {
      ...removal,
      seq: 0,
      hash: '',
    }),
    vector('by a device', member({ admin: desk.device, signKey: desk.signKey }, 1, op), 'ok', op),
    vector(
      'another one under its name',
      { name: made.name, bytes: member(by, 1, { ...op, name: 'Else' }).bytes },
      'damaged',
    ),
    vector(
      'signed by somebody else',
      as(seal(place, 0, epochKeys[0] as Buffer, signed(stranger.signKey, purpose, op))),
      'damaged',
    ),
    vector(
      'signed for another number',
      as(seal(place, 0, epochKeys[0] as Buffer, signed(owner.signKey, purpose.replace(/1$/, '2'), op))),
      'damaged',
    ),
    vector(
      'signed for another space',
      as(seal(place, 0, epochKeys[0] as Buffer, signed(owner.signKey, purpose.replace(space, otherSpace), op))),
      'damaged',
    ),
    ...wrong.map(([what, op]) => vector(what, member(by, 1, op), 'damaged')),
    ...damage(made),
    ...resealed({
      place,
      plaintext,
      made: as,
      elsewhere: [
        ['another number', `${space}/m/${owner.admin}-2`],
        ['another admin', `${space}/m/${desk.device}-1`],
        ['another space', `${otherSpace}/m/${owner.admin}-1`],
      ],
    }),
  ]
}

export const markerOf = (of: typeof owner, claims = { store: of.store, root: of.publicKey }, json: object = {}) => {
  const bytes = signed(of.signKey, `allod store 1\n${claims.store}`, claims)
  const file = { format: 'allod-store', version: 1, signed: bytes.toString('base64url'), ...json }
  return { name: 'f', bytes: Buffer.from(`${JSON.stringify(file)}\n`) }
}

export function markers(): ObjectVector[] {
  const made = markerOf(owner)
  const { bytes } = made
  const as = (text: string | Buffer): Made => ({ name: 'f', bytes: Buffer.from(text) })
  const text = bytes.toString()
  const contents = { store, root: owner.publicKey }
  return [
    vector('a marker', made, 'ok', contents),
    vector('of another store', markerOf(stranger), 'ok', { store: stranger.store, root: stranger.publicKey }),
    vector('without a line end', as(text.trimEnd()), 'ok', contents),
    vector('version 2, whatever else it says', as('{"format":"allod-store","version":2}'), 'newer'),
    vector('version 0', markerOf(owner, undefined, { version: 0 }), 'damaged'),
    vector('a member too many', markerOf(owner, undefined, { more: 1 }), 'damaged'),
    vector('another format', markerOf(owner, undefined, { format: 'other-store', version: 2 }), 'damaged'),
    vector('empty', as(''), 'damaged'),
    vector('null', as('null'), 'damaged'),
    vector('cut off', as(bytes.subarray(0, bytes.length - 3)), 'damaged'),
    vector('one bit of the signature is another', as(flipped(bytes, text.indexOf('signed":"') + 20)), 'damaged'),
    vector('one bit of what is signed is another', as(flipped(bytes, bytes.length - 10)), 'damaged'),
    vector('a page of a server', as('<!doctype html><title>404</title>'), 'damaged'),
    vector('no UTF-8', as(Buffer.from([0xff, 0xfe])), 'damaged'),
    vector(
      'a store that is not the one of its key',
      markerOf(stranger, { store, root: stranger.publicKey }),
      'damaged',
    ),
    vector('signed by another key than it names', markerOf(stranger, { store, root: owner.publicKey }), 'damaged'),
  ]
}
