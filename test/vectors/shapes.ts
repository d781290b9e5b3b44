/** What stands in the files of this folder. Bytes are base64url without padding. */

/** `ok`: it opens, and `contents` is what comes out. `refused`: whole as it is, but of nobody who may say it. */
export type Outcome = 'ok' | 'damaged' | 'newer' | 'unknown epoch' | 'refused'

/** One object, under its name without the store's in front. */
export interface ObjectVector {
  what: string
  name: string
  bytes: string
  outcome: Outcome
  contents?: unknown
}

/** Who reads: what the words give, and what is known of the devices. */
export interface Reader {
  words: string
  store: string
  space: string
  /** Of the words. */
  root: string
  admin: string
  epochs: { epoch: number; key: string }[]
  devices: { device: string; sign: string }[]
}

export interface ObjectFile {
  reader: Reader
  vectors: ObjectVector[]
}

export interface WordsFile {
  good: {
    /** As somebody has typed them. */
    typed: string
    words: string
    entropy: string
    publicKey: string
    store: string
    admin: string
    identity: string
    recipient: string
  }[]
  refused: { what: string; typed: string; problem: 'count' | 'word' | 'checksum' }[]
}

/** `parsed`: what a name tells, null where it is none of that kind. */
export interface NamesFile {
  names: { kind: 'head' | 'segment' | 'snapshot' | 'member' | 'key'; name: string; parsed: object | null }[]
}

export interface PackingFile {
  /** Length of what is padded, and its length then. */
  padded: [length: number, padded: number][]
  packed: { what: string; bytes: string; outcome: 'ok' | 'damaged'; contents?: string }[]
}

export interface MembersFile {
  reader: Reader
  /** In every order of the objects the same. `refused`: the names of those that count for nothing, sorted. */
  sets: {
    what: string
    objects: { name: string; bytes: string }[]
    members: { device: string; name: string; sign: string; removedAt: number | null; removedHash: string }[]
    refused: string[]
  }[]
}

export interface StoreFile {
  words: string
  objects: { name: string; bytes: string }[]
  members: MembersFile['sets'][number]['members']
  /** Collection → id → fields, of those that are alive. */
  records: Record<string, Record<string, Record<string, unknown>>>
  revoked: Record<string, number>
  kit: { code: string; outcome: 'ok' | 'older' }[]
}
