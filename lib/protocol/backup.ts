/** The backup, as dashboard and popup speak of it with the background. Everything secret of the owner's stays in the dashboard. */
import { later, z } from './zod.ts'

/** Where a server listens: https, or http on this very machine. */
const address = later(() =>
  z.string().max(2048).refine(isEndpointUrl, 'an address that begins with https:// (http:// on this computer alone)'),
)
const secret = later(() => z.string().max(1024))

function isEndpointUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash, search } = new URL(text)
  if (username || password || hash || search) return false
  const isHere = hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost')
  return protocol === 'https:' || (protocol === 'http:' && isHere)
}

/** The match pattern of an endpoint's address, which the browser has to give access to. They know no ports. */
export function endpointPattern(url: string): string {
  const { protocol, hostname } = new URL(url)
  return `${protocol}//${hostname}/*`
}

/** In `storage.session`: the pattern of an endpoint that the owner is just trying out. */
export const triedEndpoint = 'endpoint'

export const endpointSchema = later(() =>
  z.discriminatedUnion('kind', [
    /** `url`: the folder that the backup goes into. */
    z.strictObject({ kind: z.literal('webdav'), url: address, user: secret, password: secret }),
    /** `url`: of the server, without the bucket. `prefix`: a folder in the bucket, or ''. */
    z.strictObject({
      kind: z.literal('s3'),
      url: address,
      bucket: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{1,62}$/, 'the name of a bucket'),
      region: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'the name of a region, such as us-east-1'),
      prefix: z.string().regex(/^([A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*)?$/, 'a folder, such as backup/allod'),
      accessKey: secret,
      secretKey: secret,
    }),
  ]),
)
export type EndpointConfig = z.infer<typeof endpointSchema>

/** The place without what opens it: for showing it, and for the emergency kit. */
export type EndpointView =
  | { kind: 'webdav'; url: string; user: string }
  | { kind: 's3'; url: string; bucket: string; region: string; prefix: string; accessKey: string }

/** What a server can do, as a trial has shown. */
export interface ProbeReport {
  /** Objects can be written, read, listed and deleted, and come back as they were. */
  works: boolean
  /** Exactly one of several writers makes an object, or replaces it. Not needed: every object has one writer. */
  createsOnce: boolean
  replacesOnce: boolean
  /** How ETags have to be sent back for that; null where none helps. */
  etags: 'quoted' | 'unquoted' | null
  /** Its listing tells when an object has changed. */
  tellsChanges: boolean
  /** Milliseconds that a small request took, at the median. */
  takes: number
}

/** Why the backup does not go on by itself, or what it waits for. */
export type BackupProblem =
  /** No answer came: tried again, ever more seldom. */
  | 'offline'
  /** Name or password are wrong, or may not write there. */
  | 'refused'
  /** No room left on the server. */
  | 'full'
  /** The server asks for patience. */
  | 'busy'
  /** It fails, or answers what makes no sense. */
  | 'broken'
  /** What was there has gone: an empty server, or another one. Nothing was deleted here. The owner may upload it again. */
  | 'reset'
  /** What the server shows is older than what it showed before, or was not made by a device of this store. */
  | 'lies'
  /** A later version of Allod writes there. */
  | 'newer'
  /** The browser does not give access to the server's address any more. */
  | 'permission'
  /** There is too little room on this disk. */
  | 'disk'

export interface BackupProgress {
  doing: 'reading' | 'uploading' | 'downloading' | 'checking' | 'applying' | 'comparing' | 'deleting'
  /** Bytes, or records where bytes are not known. */
  done: number
  all: number
  unit: 'bytes' | 'records'
  /** Milliseconds, as far as can be told. */
  left: number | null
}

export interface BackupView {
  /** `restoring`: what was downloaded is being brought in; it goes on by itself. */
  phase: 'off' | 'on' | 'restoring'
  /** Null while off. */
  endpoint: EndpointView | null
  /** Everything that had been written before this moment is on the server. Null: nothing yet. Milliseconds since the epoch. */
  upToDate: number | null
  /** There is more to upload. */
  isWaiting: boolean
  problem: { kind: BackupProblem; detail: string; since: number; nextTry: number | null } | null
  progress: BackupProgress | null
  /** Devices that back up to the same store, this one among them. `seen`: when the last word of it came. */
  devices: { device: string; name: string; isThis: boolean; seen: number | null }[]
  /** Devices that should be there and are not shown by the server, or were held back. */
  warnings: string[]
  /** For the kit: which store, and by whose words. */
  store: string | null
  fingerprint: string | null
  /** What a kit that is printed now can promise: the server has to show at least this. */
  kitCode: string | null
  /** The last export, and the last restore drill that went well. Milliseconds since the epoch. */
  exportedAt: number | null
  drilledAt: number | null
  /** To whom an export can be sealed: an age recipient (`age1…`). Known from the day that there are recovery words. */
  recipient: string | null
}

/** Public keys of this device, base64url. `sign`: Ed25519. `box`: X25519. */
export interface DeviceKeys {
  device: string
  space: string
  sign: string
  box: string
}

const name = later(() => z.string().max(512))
const bytes = later(() => z.instanceof(Uint8Array))
const objects = later(() => z.array(z.strictObject({ name, bytes })).max(10_000))
const id = later(() => z.string().regex(/^[A-Za-z0-9_-]{1,64}$/))

/** What the recovery words open, made in the dashboard: enough to write and read, not enough to admit others. */
const keyringSchema = later(() =>
  z.strictObject({
    store: id,
    /** The space as the endpoint names it. */
    space: id,
    /** Of the recovery words, base64url. */
    root: z.string().max(64),
    recipient: z.string().max(256),
    /** Epoch → 32 bytes. */
    epochs: z.array(z.strictObject({ epoch: z.int().min(0), key: bytes })).min(1),
    /** What the dashboard made for the endpoint: the marker, wrapped keys, this device's admission. */
    objects,
  }),
)
export type Keyring = z.infer<typeof keyringSchema>

/** What stands at an endpoint, before anything is opened. */
export interface Found {
  /** The marker; null where there is no such store. */
  marker: Uint8Array | null
  /** Wrapped keys and membership operations of all its spaces, by name. */
  objects: { name: string; bytes: Uint8Array }[]
  /** There are stores of others' at that place. */
  others: number
}

export interface RestoreReport {
  records: number
  commits: number
  devices: number
  bytes: number
}

/** `different`: records that do not read as they do here; the first of them by name. */
export interface DrillReport extends RestoreReport {
  missing: number
  different: number
  examples: string[]
}

export const startSchema = later(() => z.strictObject({ endpoint: endpointSchema, keyring: keyringSchema }))
export const restoreSchema = later(() =>
  startSchema.extend({
    /** From the emergency kit; '' where there is none. */
    kitCode: z.string().max(200),
  }),
)
export type RestoreAsk = z.infer<typeof restoreSchema>

/** What popup and dashboard see of it. */
export interface BackupStateService {
  backup(): Promise<BackupView>
}

export interface BackupService extends BackupStateService {
  probe(endpoint: EndpointConfig): Promise<ProbeReport>
  /** This device's public keys; made when they are first asked for. */
  deviceKeys(): Promise<DeviceKeys>
  /** Begins to back up to an endpoint where this store is not yet. */
  startBackup(ask: { endpoint: EndpointConfig; keyring: Keyring }): Promise<void>
  /** @param store as the recovery words name it */
  look(endpoint: EndpointConfig, store: string): Promise<Found>
  /** Downloads, verifies, then brings everything in and goes on as a device of that store. Resolves when it is all here. */
  restoreBackup(ask: RestoreAsk): Promise<RestoreReport>
  /** Ends a restore that still downloads, or a drill. Nothing has been changed. */
  stopRestore(): Promise<void>
  /** Restores into a store of its own, compares, and throws it away. */
  drill(): Promise<DrillReport>
  backUpNow(): Promise<void>
  /** After `reset`: all of it once more. */
  uploadAgain(): Promise<void>
  /** Another password, or another address of the same store. */
  changeEndpoint(endpoint: EndpointConfig): Promise<void>
  /** @returns how many objects were deleted on the server */
  leaveBackup(ask: { deleteRemote: boolean }): Promise<{ deleted: number }>
  /** Keeps to whom exports can be sealed. */
  setRecipient(recipient: string): Promise<void>
  /** An export has been written into a file. */
  noteExport(): Promise<void>
}

export const leaveSchema = later(() => z.strictObject({ deleteRemote: z.boolean() }))
export const recipientSchema = later(() => z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/, 'no age recipient'))
export const storeName = id
