/**
 * The page API as a website sees it. Types alone: nothing here exists at run time.
 * The reference for websites' developers is docs/PAGE-API.md.
 */
import type { ErrorCode, ErrorName } from './errors.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Fields = { [field: string]: unknown }
export type Verb = 'read' | 'create' | 'update' | 'delete'
export type Records = 'all' | 'own' | 'picked'
export type Lifetime = 'session' | 'until' | 'always'

/** What a site may do with one collection. Presence is authority: nothing empty or absent means "all". */
export interface Scope {
  collection: string
  access: Verb[]
  fields: string[] | '*'
  /** `own`: only records that this origin made. */
  records: Records
  /** Opaque. Absent in a request: the owner chooses. */
  space?: string
}

export interface Grant {
  id: string
  scopes: Scope[]
  lifetime: Lifetime
  /** Milliseconds since the epoch; null: no end is set. */
  expiresAt: number | null
}

export type PermissionState = 'granted' | 'denied' | 'prompt'
export interface ScopeState {
  scope: Scope
  state: PermissionState
}

export type StoredRecord<T> = T & { id: string; _rev: string }
export type Condition = Json | { [operator: string]: unknown }
export type Selector = { [fieldOrOperator: string]: Condition | Selector[] }

export interface Query {
  selector?: Selector
  sort?: (string | Record<string, 'asc' | 'desc'>)[]
  /** 1 to 10,000; 1,000 unless told. */
  limit?: number
  /** From an earlier answer to the same query. */
  cursor?: string
  /** Answer only these fields (with `id` and `_rev`). */
  fields?: string[]
}

/** Every rejection. `code` is stable; `message` is for people and may change. */
export interface AllodError extends Error {
  readonly name: ErrorName
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly retryAfterMs?: number
  /** On `conflict`: the record's present revision. */
  readonly _rev?: string
}

export type WatchEvent<T> =
  | { type: 'snapshot'; records: StoredRecord<T>[] }
  | { type: 'change'; changes: { id: string; record?: StoredRecord<T> }[] }
  | { type: 'end'; error: AllodError }

export type TextEvent = { type: 'state' | 'update'; update: Uint8Array } | { type: 'end'; error: AllodError }

export type Operation<T> =
  | { op: 'put'; record: T & { id?: string; _rev?: string }; ifRev?: string | null }
  | { op: 'patch'; id: string; fields: Partial<T>; remove?: string[]; ifRev?: string }
  | { op: 'delete'; id: string; ifRev?: string }

/** A Yjs text. Its root in the site's own Y.Doc is `doc.getText(field)`. Updates are in Yjs' v1 encoding. */
export interface TextField {
  read(): Promise<Uint8Array>
  push(update: Uint8Array): Promise<void>
  /** The first event is the whole state; resolves once it has been delivered. */
  watch(listener: (event: TextEvent) => void, options?: { signal?: AbortSignal }): Promise<void>
}

export interface Collection<T extends Fields = Fields> {
  get(id: string): Promise<StoredRecord<T> | undefined>
  getMany(ids: string[]): Promise<(StoredRecord<T> | undefined)[]>
  find(query?: Query): Promise<{ records: StoredRecord<T>[]; cursor?: string }>
  count(selector?: Selector): Promise<number>
  put(record: T & { id?: string; _rev?: string }, options?: { ifRev?: string | null }): Promise<StoredRecord<T>>
  patch(id: string, fields: Partial<T>, options?: { ifRev?: string; remove?: string[] }): Promise<StoredRecord<T>>
  delete(id: string, options?: { ifRev?: string }): Promise<void>
  batch(operations: Operation<T>[]): Promise<(StoredRecord<T> | undefined)[]>
  watch(query: Query, listener: (event: WatchEvent<T>) => void, options?: { signal?: AbortSignal }): Promise<void>
  text(id: string, field: string): TextField
  blob(id: string, field: string): Promise<Blob | undefined>
}

export interface BrokerInfo {
  readonly uuid: string
  readonly name: string
  /** A `data:` URL. */
  readonly icon: string
  readonly rdns: string
  readonly apiVersion: 1
}

/** Events: `permissionchange`, `disconnect`, `reconnect`. */
export interface Broker extends EventTarget {
  readonly info: BrokerInfo
  readonly permissions: {
    /** Never prompts. Without arguments: what is granted. */
    query(scopes?: Scope[]): Promise<ScopeState[]>
    request(ask: { scopes: Scope[]; reason?: string }, options?: { signal?: AbortSignal }): Promise<Grant>
    release(scopes?: Scope[]): Promise<void>
  }
  collection<T extends Fields = Fields>(name: string, options?: { schema?: object; space?: string }): Collection<T>
}
