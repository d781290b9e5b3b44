/**
 * Reads a whole backup by docs/FORMAT.md and docs/EXPORT.md alone, with node's own cryptography: nothing of lib/ is used
 * here. It is what another client would begin with.
 */
import { createDecipheriv, createHash, createPrivateKey, createPublicKey, hkdfSync, verify } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { base32crockford, bech32 } from '@scure/base'
import { mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { Decrypter } from 'age-encryption'
import { type Line, recordsOf } from './records.ts'

/** Names without the store's in front → bytes. */
export type Objects = ReadonlyMap<string, Uint8Array>
/** How far a log goes. */
interface Reach {
  seq: number
  hash: string
}
interface Head extends Reach {
  counter: number
  snapshot: { n: number; hash: string; seq: number } | null
  seen: Record<string, number>
  time: number
}
export interface Member {
  device: string
  name: string
  sign: string
  removed: Reach | null
}
type Op =
  | { op: 'add'; device: string; name: string; sign: string; time: number }
  | { op: 'remove'; device: string; seq: number; hash: string }
interface Snapshot extends Reach {
  vector: Record<string, Reach>
  parts: { hash: string; bytes: number; commits: number }[]
  commits: number
  revoked?: Record<string, number>
}
interface Segment {
  before: string
  commits: number
  revoked?: Record<string, number>
}

class ReadError extends Error {}
/** Nothing that depends on it may be guessed: a later version, or keys that are not here. */
class UnreadableError extends ReadError {}
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url')

/** The entropy, the two keys, and the ids that follow. */
export function openWords(words: string) {
  const entropy = mnemonicToEntropy(words, wordlist)
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', entropy, '', `allod root 1 ${use}`, 32))
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), derive('sign')])
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
  const root = key.export({ format: 'jwk' }).x as string
  const id = (what: string) =>
    createHash('sha256').update(`allod ${what} 1\n${root}`).digest().subarray(0, 16).toString('base64url')
  const identity = bech32.encodeFromBytes('AGE-SECRET-KEY-', derive('box')).toUpperCase()
  return { root, identity, store: id('store'), admin: id('admin') }
}

/** A signature and the JSON behind it. */
function verified(key: string, purpose: string, signed: Buffer): unknown {
  const json = signed.subarray(64)
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
  if (!verify(null, Buffer.concat([Buffer.from(`${purpose}\n`), json]), publicKey, signed.subarray(0, 64)))
    throw new ReadError(`not signed: ${purpose}`)
  return JSON.parse(json.toString())
}

export function padme(length: number): number {
  if (length <= 256) return 256
  let e = 0
  while (2 ** (e + 1) <= length) e++
  let digits = 0
  while (2 ** digits <= e) digits++
  const unit = 2 ** (e - digits)
  return Math.ceil(length / unit) * unit
}

function unpack(packed: Buffer): Buffer {
  const end = packed.length < 4 ? Number.POSITIVE_INFINITY : 4 + packed.readUInt32BE(0)
  if (end > packed.length || packed.length !== padme(end)) throw new ReadError('length')
  if (packed.subarray(end).some(byte => byte !== 0)) throw new ReadError('padding')
  const options = { maxOutputLength: 128 * 2 ** 20, info: true }
  const { buffer, engine } = inflateRawSync(packed.subarray(4, end), options) as unknown as {
    buffer: Buffer
    engine: { bytesWritten: number }
  }
  if (engine.bytesWritten !== end - 4) throw new ReadError('more than is deflated')
  return buffer
}

class Store {
  readonly objects: Objects
  readonly store: string
  readonly space: string
  readonly epochs: ReadonlyMap<number, Buffer>

  constructor(objects: Objects, store: string, space: string, epochs: ReadonlyMap<number, Buffer>) {
    this.objects = objects
    this.store = store
    this.space = space
    this.epochs = epochs
  }

  /** The names in a folder, without it. */
  list(folder: string): string[] {
    const names = [...this.objects.keys()].filter(name => name.startsWith(`${folder}/`))
    return names.map(name => name.slice(folder.length + 1)).filter(name => !name.includes('/'))
  }

  open(kind: string, place: string, hash: string | null): Buffer {
    const bytes = Buffer.from(this.objects.get(hash === null ? place : `${place}-${hash}`) ?? [])
    if (bytes.length === 0) throw new ReadError(`${place} is not there`)
    if (hash !== null && digestOf(bytes) !== hash) throw new ReadError(`${place}: another digest`)
    if (bytes.subarray(0, 5).toString() !== 'allod') throw new ReadError(`${place} is none of Allod`)
    if ((bytes[5] ?? 0) > 1) throw new UnreadableError(`${place}: its version`)
    const isWhole = bytes.length >= 60 && bytes[5] === 1 && bytes[6] === kind.charCodeAt(0) && bytes[7] === 0
    if (!isWhole) throw new ReadError(`${place}: its header`)
    const key = this.epochs.get(bytes.readUInt32BE(8))
    if (!key) throw new UnreadableError(`${place}: its epoch`)
    const info = `allod object 1\n${kind}\n${this.store}\n${place}`
    const objectKey = Buffer.from(hkdfSync('sha256', key, bytes.subarray(12, 44), info, 32))
    const cipher = createDecipheriv('aes-256-gcm', objectKey, Buffer.alloc(12))
    cipher.setAAD(bytes.subarray(0, 44)).setAuthTag(bytes.subarray(-16))
    return unpack(Buffer.concat([cipher.update(bytes.subarray(44, -16)), cipher.final()]))
  }

  /** The first line, and commits. */
  lines<Info>(kind: 'l' | 's', place: string, hash: string): { info: Info; lines: Line[] } {
    const [first = '', ...rest] = this.open(kind, place, hash).toString().split('\n')
    return { info: JSON.parse(first) as Info, lines: rest.filter(Boolean).map(line => JSON.parse(line) as Line) }
  }
}

async function openEpochs(objects: Objects, { root, identity, store }: ReturnType<typeof openWords>) {
  const epochs = new Map<number, Buffer>()
  let found = ''
  for (const [name, bytes] of objects) {
    const parsed = /^([\w-]+)\/k\/(\d+)-[\w-]+-[\w-]{43}\.age$/.exec(name)
    if (!parsed) continue
    const [, space = '', epoch = ''] = parsed
    if (!name.endsWith(`-${digestOf(bytes)}.age`)) throw new ReadError(`${name}: another digest`)
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const signed = await decrypter.decrypt(bytes).catch(() => null)
    if (!signed || (found !== '' && found !== space)) continue
    const purpose = `allod epoch key 1\n${store}\n${space}\n${epoch}`
    const claims = verified(root, purpose, Buffer.from(signed)) as { space: string; epoch: number; key: string }
    if (claims.space !== space || claims.epoch !== Number(epoch)) throw new ReadError(`${name}: of another epoch`)
    found = space
    epochs.set(claims.epoch, Buffer.from(claims.key, 'base64url'))
  }
  return { space: found, epochs }
}

function membersOf(of: Store, root: string, admin: string): { members: Map<string, Member>; refused: string[] } {
  const removed = new Map<string, Reach>()
  const members = new Map<string, Member>()
  const refused: string[] = []
  const waiting = of.list(`${of.space}/m`).flatMap(name => {
    const parsed = /^([\w-]+)-(\d+)-([\w-]{43})$/.exec(name)
    return parsed ? [{ name, by: parsed[1] as string, seq: parsed[2] as string, hash: parsed[3] as string }] : []
  })
  const read = (by: string, sign: string): (Op & { at: number })[] =>
    waiting
      .filter(one => one.by === by)
      .flatMap(({ name, seq, hash }) => {
        try {
          const signed = of.open('m', `${of.space}/m/${by}-${seq}`, hash)
          const purpose = `allod member 1\n${of.store}\n${of.space}\n${by}\n${seq}`
          return [{ ...(verified(sign, purpose, signed) as Op), at: Number(seq) }]
        } catch (error) {
          if (error instanceof UnreadableError) throw error
          refused.push(name)
          return []
        }
      })
  let step = [{ device: admin, sign: root }]
  for (let isRoot = true; step.length > 0; isRoot = false) {
    const ops = step.flatMap(({ device, sign }) => read(device, sign).map(op => ({ ...op, by: device })))
    for (const op of ops) {
      const known = removed.get(op.device)
      if (op.op !== 'remove' || !isRoot) continue
      if (!known || op.seq < known.seq || (op.seq === known.seq && op.hash < known.hash))
        removed.set(op.device, { seq: op.seq, hash: op.hash })
    }
    const additions = ops.flatMap(op => (op.op === 'add' && op.device !== 'root' ? [op] : []))
    const text = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)
    additions.sort(
      (a, b) => a.time - b.time || text(a.by, b.by) || a.at - b.at || text(a.sign, b.sign) || text(a.name, b.name),
    )
    step = []
    for (const { device, name, sign } of additions) {
      if (members.has(device)) continue
      members.set(device, { device, name, sign, removed: removed.get(device) ?? null })
      if (!removed.has(device) && device !== admin) step.push({ device, sign })
    }
  }
  const read1 = new Set([admin, ...[...members.values()].map(({ device }) => device)])
  refused.push(...waiting.filter(({ by }) => !read1.has(by)).map(({ name }) => name))
  return { members, refused }
}

function headOf(of: Store, { device, sign }: Member): { head: Head; digest: string } | null {
  const heads = [0, 1].flatMap(slot => {
    const place = `${of.space}/h/${device}.${slot}`
    const bytes = of.objects.get(place)
    if (!bytes) return []
    const head = verified(sign, `allod head 1\n${of.store}\n${of.space}\n${device}`, of.open('h', place, null)) as Head
    if (head.counter % 2 !== slot) throw new ReadError(`${place}: in the wrong slot`)
    return [{ head, digest: digestOf(bytes) }]
  })
  return heads.sort((a, b) => b.head.counter - a.head.counter)[0] ?? null
}

/** @throws ReadError where a backup is not whole, or older than the kit knows */
export async function readStore(words: string, objects: Objects, kitCode = '') {
  const keys = openWords(words)
  const marker = JSON.parse(Buffer.from(objects.get('f') ?? []).toString())
  const claims = verified(keys.root, `allod store 1\n${keys.store}`, Buffer.from(marker.signed, 'base64url'))
  if (JSON.stringify(claims) !== JSON.stringify({ store: keys.store, root: keys.root })) throw new ReadError('marker')
  const { space, epochs } = await openEpochs(objects, keys)
  const of = new Store(objects, keys.store, space, epochs)
  const { members, refused } = membersOf(of, keys.root, keys.admin)
  const heads = new Map([...members.values()].flatMap(one => [[one.device, headOf(of, one)] as const]))
  if (kitCode !== '') checkKit(kitCode, heads)
  for (const one of heads.values()) {
    for (const [device, counter] of Object.entries(one?.head.seen ?? {})) {
      if (counter > (heads.get(device)?.head.counter ?? 0)) throw new ReadError(`${device} is held back`)
    }
  }
  const lines: Line[] = []
  const revoked: Record<string, number> = {}
  const revoke = (more: Record<string, number> = {}) => {
    for (const [origin, time] of Object.entries(more)) revoked[origin] = Math.max(time, revoked[origin] ?? 0)
  }
  const takeSnapshot = (device: string, { n, hash }: NonNullable<Head['snapshot']>): Snapshot => {
    const place = `${space}/s/${device}/${n}`
    const { info, lines: first } = of.lines<Snapshot>('s', place, hash)
    const parts = info.parts.flatMap((part, i) => {
      const text = of.open('p', `${place}.${i}`, part.hash).toString()
      const all = text.split('\n').filter(Boolean)
      if (all.length !== part.commits) throw new ReadError(`${place}.${i}: its commits`)
      return all.map(line => JSON.parse(line) as Line)
    })
    if (first.length + parts.length !== info.commits) throw new ReadError(`${place}: its commits`)
    lines.push(...first, ...parts)
    revoke(info.revoked)
    return info
  }
  const reached = new Map<string, Reach>()
  const best = [...heads]
    .flatMap(([device, one]) => (one?.head.snapshot && !members.get(device)?.removed ? [{ device, ...one.head }] : []))
    .sort((a, b) => b.time - a.time)[0]
  if (best?.snapshot) {
    const { vector, seq, hash } = takeSnapshot(best.device, best.snapshot)
    for (const [device, reach] of Object.entries(vector)) reached.set(device, reach)
    reached.set(best.device, { seq, hash })
  }
  for (const { device, removed } of members.values()) {
    const head = heads.get(device)?.head
    if (!head) continue
    if (removed?.seq === head.seq && removed.hash !== head.hash) throw new ReadError(`${device}: another log`)
    const to: Reach = removed && removed.seq < head.seq ? removed : head
    let from = reached.get(device) ?? { seq: 0, hash: '' }
    const isLost = (seq: number) => !of.list(`${space}/l/${device}`).some(name => name.startsWith(`${seq}-`))
    if (!removed && head.snapshot && head.snapshot.seq > from.seq && isLost(from.seq + 1)) {
      const { seq, hash } = takeSnapshot(device, head.snapshot)
      from = { seq, hash }
    }
    let { seq, hash } = to
    for (; seq > from.seq; seq--) {
      const { info, lines: more } = of.lines<Segment>('l', `${space}/l/${device}/${seq}`, hash)
      if (more.length !== info.commits) throw new ReadError(`${device}, segment ${seq}: its commits`)
      lines.push(...more)
      revoke(info.revoked)
      hash = info.before
    }
    if (to.seq >= from.seq && hash !== from.hash) throw new ReadError(`${device}: its log does not lead back`)
  }
  return { members, refused, records: recordsOf(lines, space), revoked }
}

function checkKit(typed: string, heads: Map<string, ReturnType<typeof headOf>>): void {
  const code = typed.toUpperCase().replaceAll(/\s/g, '').replaceAll(/[IL]/g, '1').replaceAll('O', '0')
  const [start, counter, digest] = code.split('-')
  const shown = (id: string) => base32crockford.encode(Buffer.from(id, 'base64url').subarray(0, 5))
  const one = [...heads].find(([device]) => shown(device) === start)?.[1]
  const isOlder = !one || one.head.counter < Number(counter)
  if (isOlder || (one.head.counter === Number(counter) && shown(one.digest) !== digest)) throw new ReadError('older')
}
