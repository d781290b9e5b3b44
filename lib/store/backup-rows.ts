/** What a device remembers of its backup. Nothing of it leaves the device as it stands here. */
import type { BackupProblem, EndpointConfig } from '../protocol/backup.ts'
import type { Reach } from '../protocol/backup-format.ts'

export type Bytes = Uint8Array<ArrayBuffer>

/** An object under its name at the endpoint, without the store's in front. */
export interface NamedObject {
  name: string
  bytes: Bytes
}

export interface BackupSetup {
  endpoint: EndpointConfig
  store: string
  /** The personal space, as the endpoint names it. */
  space: string
  /** Of the recovery words. */
  root: string
  epochs: { epoch: number; key: CryptoKey }[]
  /** The marker, the wrapped keys and the membership operations: an endpoint that has lost everything gets them again. */
  objects: NamedObject[]
  since: number
}

/** The private keys cannot be read. */
export interface DeviceKeysRow {
  device: string
  sign: CryptoKeyPair
  box: CryptoKeyPair
}

interface SnapshotPart {
  hash: string
  bytes: number
  commits: number
}

/** A snapshot that is being made: its first part is kept, since it is sealed last, with the names of the others. */
export interface Building {
  n: number
  /** Of the log: up to which row it goes, and which was the last that has been read. */
  upto: number
  after: number
  reach: Reach
  vector: Record<string, Reach>
  first: string | null
  firstCommits: number
  parts: SnapshotPart[]
}

/** This device's own chain of objects, as far as it is sealed: what is in the outbox counts as done. */
export interface Chain extends Reach {
  device: string
  /** Of the last head. */
  counter: number
  /** Of the last head that was sealed when this device looked whether its heads are there. */
  looked: number
  /** The last segment and the last snapshot that a head has named; 0 before the first. */
  headSeq: number
  toldSnapshot: number
  /** The snapshot that the head in the other slot names. */
  toldBefore: number
  /** The last row of the log that is sealed. */
  n: number
  snapshot: { n: number; hash: string; seq: number; bytes: number; parts: number } | null
  /** How many snapshots there have been. */
  snapshots: number
  /** Bytes of segments since the snapshot, a small one counted as more than it is. */
  weight: number
  building: Building | null
  /** There are objects that no head names any more. */
  isUntidy: boolean
  /** The digests of the heads in the two slots; '' where there is none. */
  slots: [string, string]
  /** It begins with a snapshot: nobody else has what it holds. */
  isNew: boolean
  /** The last revocation that is sealed. Milliseconds since the epoch. */
  revokedAt: number
}

/** Another device, as far as its objects have been seen and merged. */
export interface Peer extends Reach {
  device: string
  name: string
  /** Ed25519. */
  sign: string
  /** Of the last head that was seen. */
  counter: number
  /** Of that head's bytes. */
  digest: string
  /** What the listing said of its two slots when they were fetched. `since`: when it first said so. */
  slots: ({ tag: string | null; since: number; isSure: boolean } | null)[]
  /** It has said that it is gone. */
  hasLeft: boolean
  /** The last segment that still counts, where it was removed. */
  removedAt: number | null
  /** The digest of that one; '' where none counts. */
  removedHash: string
  /** When its last head was made, as it says. */
  time: number | null
  /** It was a copy of this device, and has taken another name: what it wrote before bears this device's. */
  isCopy?: true
}

export interface BackupStatus {
  /** Everything written before is on the server. */
  upToDate: number | null
  problem: { kind: BackupProblem; detail: string; since: number } | null
  warnings: string[]
  /** When the endpoint was looked at last. */
  polledAt: number | null
  drilledAt: number | null
}

/** What outlives a backup that is switched off. */
interface Exports {
  exportedAt: number | null
  recipient: string | null
}

/** An object with commits, fetched and verified. */
export type Piece =
  | { kind: 'segment'; name: string; device: string; seq: number; hash: string }
  | { kind: 'snapshot'; name: string; device: string; n: number; hash: string }
  | { kind: 'part'; name: string; device: string; n: number; i: number; hash: string }

/** A restore whose objects have all been fetched and verified: it is being brought in. */
interface Restoring {
  /** In their order, and how many of them are in. */
  pieces: Piece[]
  done: number
  chain: Chain
  peers: Peer[]
}

export interface BackupRows {
  setup: BackupSetup
  keys: DeviceKeysRow
  chain: Chain
  status: BackupStatus
  exports: Exports
  restoring: Restoring
  moving: Moving
}

/** A copy of this profile writes elsewhere: on the way to another name. */
export interface Moving {
  keys: DeviceKeysRow
  /** What admits it, signed by the device that it was. */
  admission: NamedObject
  /** The device that it was. */
  peer: Peer
}

export interface OutboxRow {
  n: number
  name: string
  bytes: Bytes
  /** It goes when all that stands before it is there. */
  isHead: boolean
}
