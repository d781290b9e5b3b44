/** One space of one store, with what opens and signs there: objects in, verified contents out. */
import { type Bytes, digest, fromUtf8, toUtf8 } from '../crypto/bytes.ts'
import { DamagedError } from '../crypto/damaged.ts'
import { parseJson } from '../crypto/json.ts'
import {
  headName,
  partPlace,
  segmentPlace,
  segmentsFolder,
  snapshotPlace,
  snapshotsFolder,
  withDigest,
} from '../crypto/names.ts'
import { type EpochKeys, type Kind, open, seal } from '../crypto/seal.ts'
import { signJson, verifyJson } from '../crypto/sign.ts'
import {
  type HeadInfo,
  headSchema,
  type SegmentInfo,
  type SnapshotInfo,
  segmentSchema,
  snapshotSchema,
} from '../protocol/backup-format.ts'
import type { NamedObject } from '../store/index.ts'

export interface Sealed extends NamedObject {
  /** Of the sealed bytes. */
  digest: string
}

/** Lines of commits, and what the first line said. */
export interface Contents<Info> {
  info: Info
  lines: string
}

export interface VaultOptions {
  store: string
  /** As the endpoint names it. */
  space: string
  keys: EpochKeys
}

export class Vault {
  readonly store: string
  readonly space: string
  readonly keys: EpochKeys
  /** What is sealed from now on is sealed with the key of this one. */
  readonly #epoch: number

  constructor({ store, space, keys }: VaultOptions) {
    this.store = store
    this.space = space
    this.keys = keys
    this.#epoch = Math.max(...keys.keys())
  }

  /** The name at the endpoint. */
  at(name: string): string {
    return `${this.store}/${name}`
  }

  async sealHead(device: string, signKey: CryptoKey, head: HeadInfo): Promise<Sealed> {
    const name = headName(this.space, device, head.counter % 2)
    const signed = await signJson(signKey, this.#headOf(device), head)
    const bytes = await seal({ kind: 'h', store: this.store, name }, this.#epoch, this.keys, signed)
    return { name, bytes, digest: await digest(bytes) }
  }

  /** @throws DamagedError, NewerFormatError, UnknownEpochError */
  async openHead(device: string, slot: number, verifyKey: CryptoKey, sealed: Bytes): Promise<HeadInfo> {
    const name = headName(this.space, device, slot)
    const { plaintext } = await open({ kind: 'h', store: this.store, name }, this.keys, sealed)
    const parsed = headSchema.safeParse(await verifyJson(verifyKey, this.#headOf(device), plaintext, name))
    if (!parsed.success || parsed.data.counter % 2 !== slot) throw new DamagedError(name, 'this is no head')
    return parsed.data
  }

  sealSegment(device: string, info: SegmentInfo, lines: string): Promise<Sealed> {
    return this.#sealText('l', segmentPlace(this.space, device, info.seq), `${JSON.stringify(info)}\n${lines}`)
  }

  async openSegment(device: string, seq: number, hash: string, sealed: Bytes): Promise<Contents<SegmentInfo>> {
    const place = segmentPlace(this.space, device, seq)
    const { first, rest } = await this.#openText('l', place, hash, sealed)
    const parsed = segmentSchema.safeParse(first)
    if (!parsed.success || parsed.data.seq !== seq) throw new DamagedError(place, 'this is no segment')
    return { info: parsed.data, lines: rest }
  }

  /** A part of a snapshot but its first. */
  sealPart(device: string, n: number, i: number, lines: string): Promise<Sealed> {
    return this.#sealText('p', partPlace(this.space, device, n, i), lines)
  }

  async openPart(device: string, n: number, i: number, hash: string, sealed: Bytes): Promise<string> {
    return this.#openWhole('p', partPlace(this.space, device, n, i), hash, sealed)
  }

  sealSnapshot(device: string, info: SnapshotInfo, lines: string): Promise<Sealed> {
    return this.#sealText('s', snapshotPlace(this.space, device, info.n), `${JSON.stringify(info)}\n${lines}`)
  }

  async openSnapshot(device: string, n: number, hash: string, sealed: Bytes): Promise<Contents<SnapshotInfo>> {
    const place = snapshotPlace(this.space, device, n)
    const { first, rest } = await this.#openText('s', place, hash, sealed)
    const parsed = snapshotSchema.safeParse(first)
    if (!parsed.success || parsed.data.n !== n) throw new DamagedError(place, 'this is no snapshot')
    return { info: parsed.data, lines: rest }
  }

  segmentName(device: string, seq: number, hash: string): string {
    return withDigest(segmentPlace(this.space, device, seq), hash)
  }
  snapshotName(device: string, n: number, hash: string): string {
    return withDigest(snapshotPlace(this.space, device, n), hash)
  }
  partName(device: string, n: number, i: number, hash: string): string {
    return withDigest(partPlace(this.space, device, n, i), hash)
  }
  segmentsOf(device: string): string {
    return segmentsFolder(this.space, device)
  }
  snapshotsOf(device: string): string {
    return snapshotsFolder(this.space, device)
  }

  #headOf(device: string) {
    return `allod head 1\n${this.store}\n${this.space}\n${device}` as const
  }

  async #sealText(kind: Kind, place: string, text: string): Promise<Sealed> {
    const bytes = await seal({ kind, store: this.store, name: place }, this.#epoch, this.keys, toUtf8(text))
    const hash = await digest(bytes)
    return { name: withDigest(place, hash), bytes, digest: hash }
  }

  async #openText(kind: Kind, place: string, hash: string, sealed: Bytes): Promise<{ first: unknown; rest: string }> {
    const text = await this.#openWhole(kind, place, hash, sealed)
    const end = text.indexOf('\n')
    if (end < 0) throw new DamagedError(place, 'its first line has no end')
    return { first: parseJson(text.slice(0, end), place), rest: text.slice(end + 1) }
  }

  async #openWhole(kind: Kind, place: string, hash: string, sealed: Bytes): Promise<string> {
    if ((await digest(sealed)) !== hash) throw new DamagedError(place, 'its bytes are not those of its name')
    const { plaintext } = await open({ kind, store: this.store, name: place }, this.keys, sealed)
    try {
      return fromUtf8(plaintext)
    } catch {
      throw new DamagedError(place, 'it is no text')
    }
  }
}
