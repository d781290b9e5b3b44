/**
 * Looks at an endpoint with the owner's words: everything that a head names is there and opens, and no device ever says
 * two different things under one name.
 */
import { expect } from 'vitest'
import { digest, fromBase64Url, fromUtf8 } from '../../lib/crypto/bytes.ts'
import { DamagedError } from '../../lib/crypto/damaged.ts'
import { parseHeadName, parseKeyName } from '../../lib/crypto/names.ts'
import { unwrap } from '../../lib/crypto/recovery.ts'
import { importEpochKey } from '../../lib/crypto/seal.ts'
import { importVerifyKey } from '../../lib/crypto/sign.ts'
import type { HeadInfo } from '../../lib/protocol/backup-format.ts'
import { type Member, readMembers } from '../../lib/sync/members.ts'
import { Vault } from '../../lib/sync/vault.ts'
import type { MemoryBucket } from './bucket.ts'
import { ownersRoot } from './profile.ts'

type Bytes = Uint8Array<ArrayBuffer>

interface Sent {
  name: string
  bytes: Bytes
}

export class Checker {
  readonly #bucket: MemoryBucket
  /** What was sent, whatever became of it on the way. */
  readonly #sent: Sent[] = []
  readonly #contents = new Map<string, string>()
  readonly #counters = new Map<string, number>()
  #looked = 0
  #vault: Vault | undefined

  /** Before all hooks that spoil what is sent. */
  constructor(bucket: MemoryBucket) {
    this.#bucket = bucket
    bucket.before(call => {
      if (call.method === 'put') this.#sent.push({ name: call.name, bytes: call.bytes.slice() })
    })
  }

  /**
   * @param isForked a copy of a profile writes under its name, or one was put back: then a device may contradict itself
   * @param wasEmptied the endpoint has lost what it had: of each device's heads only the last one names what is there
   */
  async check({ isForked = false, wasEmptied = false } = {}): Promise<void> {
    const vault = await this.vault()
    if (!vault) return
    const members = await this.members()
    for (; this.#looked < this.#sent.length; this.#looked++) {
      const { name, bytes } = this.#sent[this.#looked] as Sent
      if (!isForked || !isHead(name)) await this.#checkSent(vault, members, name, bytes)
    }
    const heads: { device: string; info: HeadInfo }[] = []
    for (const [name, bytes] of this.#bucket.objects) heads.push(...(await headIn(vault, members, name, bytes)))
    for (const { device, info } of heads) {
      const isOld = heads.some(other => other.device === device && other.info.counter > info.counter)
      if (!wasEmptied || !isOld) await this.#checkNamed(vault, device, info)
    }
  }

  /** With the keys that the owner's words open; undefined before there is a store. */
  async vault(): Promise<Vault | undefined> {
    if (this.#vault) return this.#vault
    const root = await ownersRoot()
    for (const { name, bytes } of this.#sent) {
      const [, space = '', , last = ''] = name.split('/')
      if (!parseKeyName(last)) continue
      const signed = await unwrap(bytes, root.identity)
      const { epoch, key } = JSON.parse(fromUtf8(signed.subarray(64)))
      const keys = new Map([[epoch as number, await importEpochKey(fromBase64Url(key) as Bytes)]])
      this.#vault = new Vault({ store: root.store, space, keys })
    }
    return this.#vault
  }

  async members(): Promise<Map<string, Member>> {
    const root = await ownersRoot()
    const vault = (await this.vault()) as Vault
    const start = `${root.store}/`
    const objects = this.#sent.map(({ name, bytes }) => ({ name: name.slice(start.length), bytes }))
    const unique = [...new Map(objects.map(object => [object.name, object])).values()]
    return (await readMembers({ vault, root: root.publicKey, admin: root.admin }, unique)).members
  }

  async #checkSent(vault: Vault, members: Map<string, Member>, name: string, bytes: Bytes): Promise<void> {
    const hash = await digest(bytes)
    const [head] = await headIn(vault, members, name, bytes)
    const said = head ? `state ${head.info.counter} of ${head.device}` : name
    expect(this.#contents.get(said) ?? hash, `${said} has one content for ever`).toBe(hash)
    this.#contents.set(said, hash)
    if (!head) return
    expect(head.info.counter, `${name} only grows`).toBeGreaterThanOrEqual(this.#counters.get(name) ?? 0)
    this.#counters.set(name, head.info.counter)
  }

  async #checkNamed(vault: Vault, device: string, { counter, seq, hash, snapshot }: HeadInfo): Promise<void> {
    const at = (name: string): Bytes => {
      const bytes = this.#bucket.objects.get(vault.at(name))
      if (!bytes) throw new Error(`State ${counter} of ${device} names ${name}, which is not there.`)
      return bytes
    }
    let end = { seq: 0, hash: '' }
    if (snapshot) {
      const name = vault.snapshotName(device, snapshot.n, snapshot.hash)
      const { info } = await vault.openSnapshot(device, snapshot.n, snapshot.hash, at(name))
      end = { seq: info.seq, hash: info.hash }
      for (const [i, part] of info.parts.entries()) {
        await vault.openPart(device, snapshot.n, i, part.hash, at(vault.partName(device, snapshot.n, i, part.hash)))
      }
    }
    let last = hash
    for (let n = seq; n > end.seq; n--) {
      const { info } = await vault.openSegment(device, n, last, at(vault.segmentName(device, n, last)))
      last = info.before
    }
    expect(last, `the log of ${device} leads back to where it begins`).toBe(end.hash)
  }
}

const isHead = (name: string): boolean => name.split('/').at(-2) === 'h'

/** None where it is none, or has not arrived whole. */
async function headIn(vault: Vault, members: Map<string, Member>, name: string, bytes: Bytes) {
  const parsed = isHead(name) && parseHeadName(name.slice(name.lastIndexOf('/') + 1))
  const member = parsed && members.get(parsed.device)
  if (!member) return []
  try {
    const key = await importVerifyKey(member.sign, member.device)
    return [{ device: member.device, info: await vault.openHead(member.device, parsed.slot, key, bytes) }]
  } catch (error) {
    if (error instanceof DamagedError) return []
    throw error
  }
}
