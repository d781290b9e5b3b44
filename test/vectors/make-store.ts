/** A whole small store: three devices of which one was removed, a snapshot with two parts, segments, two epochs. */
import { createHash } from 'node:crypto'
import { base32crockford } from '@scure/base'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import { epochKey } from './make-keys.ts'
import { markerOf } from './make-objects.ts'
import { digestOf } from './raw.ts'
import type { StoreFile } from './shapes.ts'
import {
  add,
  type Device,
  desk,
  head,
  type Made,
  noon,
  old,
  owner,
  phone,
  remove,
  sealed,
  secretOf,
  space,
} from './world.ts'

/** As kit codes show ids and digests: 40 bits. */
const shortly = (id: string) => base32crockford.encode(Buffer.from(id, 'base64url').subarray(0, 5))

const site = { site: 'https://notes.test' }
const stampOf = (device: Device, at: number) => `${(noon + at).toString(16).padStart(12, '0')}0000${device.device}`

const counts = new Map<Device, number>()
/** One line of a device's log; `at`: milliseconds after noon. */
function line(device: Device, at: number, ops: object[], author: object = site): string {
  const seq = (counts.get(device) ?? 0) + 1
  counts.set(device, seq)
  const id = secretOf(`${device.name} ${seq}`).subarray(0, 16).toString('base64url')
  const commit = {
    n: seq,
    time: noon + at,
    id,
    space,
    device: device.device,
    seq,
    hlc: stampOf(device, at),
    author,
    ops,
  }
  return `${JSON.stringify(commit)}\n`
}

const put = (id: string, set: object, collection = 'notes') => ({ collection, id, set, alive: true })

/** The Yjs document that a string is when it becomes a text. */
function seeded(collection: string, id: string, field: string, base: string, text: string): Doc {
  const hash = createHash('sha256')
    .update(`client\n${JSON.stringify([collection, id, field, base])}`)
    .digest()
  const seed = new Doc()
  seed.clientID = hash.readUInt32BE(0)
  seed.getText(field).insert(0, text)
  const doc = new Doc()
  applyUpdate(doc, encodeStateAsUpdate(seed))
  return doc
}

function typed(doc: Doc, client: number, at: number, what: string): string {
  const before = encodeStateVector(doc)
  doc.clientID = client
  doc.getText('body').insert(at, what)
  return Buffer.from(encodeStateAsUpdate(doc, before)).toString('base64')
}

const linesIn = (...lines: string[]) => ({ text: lines.join(''), commits: lines.length })

function segment(device: Device, seq: number, before: string, lines: string[], more: object = {}, epoch = 0): Made {
  const { text, commits } = linesIn(...lines)
  return sealed(
    'l',
    `${space}/l/${device.device}/${seq}`,
    `${JSON.stringify({ seq, before, commits, ...more })}\n${text}`,
    epoch,
  )
}

const hashOf = ({ bytes }: Made) => digestOf(bytes)

export async function wholeStore(): Promise<StoreFile> {
  counts.clear()
  const [d, p] = [stampOf(desk, 5), stampOf(phone, 40)]
  // The desk begins: four commits in two segments, which its snapshot stands for.
  const one = line(desk, 1, [put('plain', { title: 'One', n: 1, list: [1, { deep: null }], ünï: '💾 “quotes”\n' })])
  const two = line(desk, 2, [put('deleted', { title: 'Gone' }), put('other', { kept: true }, 'tasks')])
  const three = line(desk, 3, [{ collection: 'notes', id: 'deleted', alive: false }], { owner: true })
  const four = line(desk, 5, [put('text', { title: 'A text', body: 'hello' })])
  const first = segment(desk, 1, '', [one, two])
  const second = segment(desk, 2, hashOf(first), [three, four])
  const partOf = (i: number, text: string) => sealed('p', `${space}/s/${desk.device}/1.${i}`, text)
  const parts = [partOf(0, two + three), partOf(1, four)]
  const snapshotInfo = {
    n: 1,
    seq: 2,
    hash: hashOf(second),
    vector: {},
    commits: 4,
    parts: parts.map((part, i) => ({ hash: hashOf(part), bytes: part.bytes.length, commits: i === 0 ? 2 : 1 })),
  }
  const snapshot = sealed('s', `${space}/s/${desk.device}/1`, `${JSON.stringify(snapshotInfo)}\n${one}`)
  // The phone and an old phone: both write under the first epoch.
  const atPhone = seeded('notes', 'text', 'body', d, 'hello')
  const atDesk = seeded('notes', 'text', 'body', d, 'hello')
  const p1 = segment(phone, 1, '', [
    line(phone, 10, [{ collection: 'notes', id: 'plain', set: { n: 2 } }]),
    line(phone, 11, [{ collection: 'notes', id: 'deleted', set: { title: 'Late' } }]),
    line(phone, 12, [
      {
        collection: 'notes',
        id: 'text',
        text: { body: { base: d, update: typed(atPhone, 7001, 5, ' world'), clients: [7001] } },
      },
    ]),
  ])
  const o1 = segment(old, 1, '', [
    line(old, 20, [put('of the old phone', { title: 'Kept' })]),
    line(old, 21, [{ collection: 'notes', id: 'plain', set: { title: 'Two' }, remove: ['list'] }]),
  ])
  const o2 = segment(old, 2, hashOf(o1), [
    line(old, 60, [put('stolen', { title: 'Never' }), { collection: 'notes', id: 'plain', set: { title: 'Stolen' } }]),
  ])
  // The old phone is removed; a second epoch begins.
  const d3 = segment(
    desk,
    3,
    hashOf(second),
    [
      line(desk, 30, [
        {
          collection: 'notes',
          id: 'text',
          text: { body: { base: d, update: typed(atDesk, 7002, 0, '“'), clients: [7002] } },
        },
      ]),
      line(desk, 31, [{ collection: 'notes', id: 'plain', set: { n: 3 } }]),
    ],
    { revoked: { 'https://notes.test': noon + 32 } },
    1,
  )
  const empty = new Doc()
  const p2 = segment(
    phone,
    2,
    hashOf(p1),
    [
      line(phone, 40, [put('replaced', { body: 'new' })]),
      line(phone, 41, [
        {
          collection: 'notes',
          id: 'replaced',
          text: {
            body: {
              base: p,
              update: typed(seeded('notes', 'replaced', 'body', p, 'new'), 7003, 3, 'er'),
              clients: [7003],
            },
          },
        },
      ]),
      line(phone, 42, [
        {
          collection: 'notes',
          id: 'replaced',
          text: {
            body: { base: d, update: typed(new Doc(), 7004, 0, 'of a value that was replaced'), clients: [7004] },
          },
        },
      ]),
      line(phone, 43, [
        {
          collection: 'notes',
          id: 'begun empty',
          alive: true,
          text: { body: { base: '', update: typed(empty, 7005, 0, 'from nothing'), clients: [7005] } },
        },
      ]),
    ],
    {},
    1,
  )
  const headOf = (of: Device, counter: number, at: Made | null, seq: number, more: object = {}, epoch = 0) =>
    head(
      of,
      { counter, seq, hash: at ? hashOf(at) : '', snapshot: null, seen: {}, time: noon + counter, ...more },
      epoch,
    )
  const named = { snapshot: { n: 1, hash: hashOf(snapshot), seq: 2 } }
  const heads = [
    headOf(desk, 3, second, 2, named),
    headOf(desk, 4, d3, 3, { ...named, seen: { [phone.device]: 1, [old.device]: 1 } }, 1),
    headOf(phone, 1, p1, 1),
    headOf(phone, 2, p2, 2, { seen: { [desk.device]: 4 } }, 1),
    headOf(old, 1, o1, 1),
    headOf(old, 2, o2, 2),
  ]
  const objects: Made[] = [
    markerOf(owner),
    await epochKey(0),
    await epochKey(1),
    add(desk, 1),
    add(phone, 2, noon + 1),
    add(old, 3, noon + 2),
    remove(old, 4, { seq: 1, hash: hashOf(o1) }),
    ...heads,
    snapshot,
    ...parts,
    d3,
    p1,
    p2,
    o1,
    o2,
  ]
  const code = (of: Device, counter: number, at: Made) => `${shortly(of.device)}-${counter}-${shortly(hashOf(at))}`
  const member = ({ device, name, sign }: Device) => ({ device, name, sign, removedAt: null, removedHash: '' })
  return {
    words: owner.words,
    objects: objects.map(({ name, bytes }) => ({ name, bytes: bytes.toString('base64url') })),
    members: [member(desk), member(phone), { ...member(old), removedAt: 1, removedHash: hashOf(o1) }].sort((a, b) =>
      a.device < b.device ? -1 : 1,
    ),
    records: {
      notes: {
        plain: { title: 'Two', n: 3, ünï: '💾 “quotes”\n' },
        text: { title: 'A text', body: '“hello world' },
        'of the old phone': { title: 'Kept' },
        replaced: { body: 'newer' },
        'begun empty': { body: 'from nothing' },
      },
      tasks: { other: { kept: true } },
    },
    revoked: { 'https://notes.test': noon + 32 },
    kit: [
      { code: '', outcome: 'ok' },
      { code: code(desk, 4, heads[1] as Made), outcome: 'ok' },
      { code: code(phone, 1, heads[2] as Made), outcome: 'ok' },
      { code: code(desk, 5, heads[1] as Made), outcome: 'older' },
      { code: code(desk, 4, heads[0] as Made), outcome: 'older' },
      {
        code: ` ${code(desk, 4, heads[1] as Made)
          .toLowerCase()
          .replace('-', ' - ')}`,
        outcome: 'ok',
      },
      { code: `00000000-1-${shortly(hashOf(heads[2] as Made))}`, outcome: 'older' },
    ],
  }
}
