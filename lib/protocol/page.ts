/**
 * Page ↔ broker. What a page sends is `unknown` until it has passed these schemas; the list of methods is closed.
 * Directions: `pageMessage` goes up (page → bridge → broker), `BrokerMessage` comes down.
 */

import type { WireError } from './errors.ts'
import { isRecordId } from './record.ts'
import { askSchema, collectionName, fieldName, scopesSchema } from './scope.ts'
import { z } from './zod.ts'

/** One call. `n` counts up within one document; the same `n` means the same call, sent again after an interruption. */
const call = z.strictObject({
  n: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  method: z.string().max(64),
  params: z.unknown().optional(),
  /** A watch that goes on: the position of the last event that its listener has seen. */
  at: z.string().max(128).optional(),
})
export type Call = z.infer<typeof call>

/** By the lane, straight from the page. All calls of one task travel together. */
export const laneMessage = z.strictObject({
  calls: z.array(call).max(100_000).default([]),
  /** Calls that the page no longer waits for, and watches that it ends. */
  aborts: z.array(z.int()).max(100_000).default([]),
  /** Every call below this number is answered; their stored answers may go. */
  settled: z.int().min(0).default(0),
})

/** By the bridge, over its Port. */
export const pageMessage = laneMessage.extend({
  /** Written by the bridge, never by the page: the calls that came with a fresh user gesture. */
  gestures: z.array(z.int()).max(100).default([]),
  /** The page goes on by the lane: nothing but what needs the bridge follows here. */
  lane: z.literal(true).optional(),
})
export type PageMessage = z.infer<typeof pageMessage>

/** The name of a bridge's Port. */
export const pagePort = 'page'

/** Background → bridge, by `tabs.sendMessage`: connect if the page watches; tell it if permissions have changed. */
export interface WakeMessage {
  allod: 'wake'
  permissionchange?: true
}

export type Envelope = { id: number } & ({ ok: true; value: unknown } | { ok: false; error: WireError })

/** `at` is the watch's new position. An `end` event is the last one. */
export type WatchMessage = { watch: number; event: WireEvent; at?: string }
export type WireEvent =
  | { type: 'snapshot'; records: unknown[] }
  | { type: 'change'; changes: { id: string; record?: unknown }[] }
  | { type: 'state' | 'update'; update: Uint8Array }
  | { type: 'end'; error: WireError }

/** Events stand before answers: a watch resolves when its first event has been delivered. */
export interface BrokerMessage {
  events?: WatchMessage[]
  answers?: Envelope[]
  permissionchange?: true
  /**
   * By the Port: there is a lane, if the page wants it; and, once it has said so, that the rest comes by it. False, by the
   * lane, or by the Port before the page was heard: it has closed, and calls go by the Port again.
   */
  lane?: boolean
}

const recordId = z.custom<string>(isRecordId, 'an id has 1 to 256 characters and no control characters')
const rev = z.string().max(4096)
const target = { collection: collectionName, space: z.string().max(64).optional() }
const textTarget = { ...target, id: recordId, field: fieldName.refine(name => name !== 'id', 'an id is no text') }
const bytes = z.custom<Uint8Array>(value => value instanceof Uint8Array, 'a Uint8Array is wanted')

const operations = {
  put: { record: z.unknown(), ifRev: rev.nullable().optional() },
  patch: {
    id: recordId,
    fields: z.unknown(),
    remove: z.array(z.string().max(128)).max(10_000).optional(),
    ifRev: rev.optional(),
  },
  delete: { id: recordId, ifRev: rev.optional() },
}

/** The public list. A method that does not stand here does not exist. */
export const methods = {
  'permissions.query': z.strictObject({ scopes: scopesSchema.optional() }),
  'permissions.request': askSchema,
  'permissions.release': z.strictObject({ scopes: scopesSchema.optional() }),
  get: z.strictObject({ ...target, id: recordId }),
  getMany: z.strictObject({ ...target, ids: z.array(recordId).max(10_000) }),
  find: z.strictObject({ ...target, query: z.unknown().optional() }),
  count: z.strictObject({ ...target, selector: z.unknown().optional() }),
  put: z.strictObject({ ...target, ...operations.put }),
  patch: z.strictObject({ ...target, ...operations.patch }),
  delete: z.strictObject({ ...target, ...operations.delete }),
  batch: z.strictObject({
    ...target,
    operations: z
      .array(
        z.discriminatedUnion('op', [
          z.strictObject({ op: z.literal('put'), ...operations.put }),
          z.strictObject({ op: z.literal('patch'), ...operations.patch }),
          z.strictObject({ op: z.literal('delete'), ...operations.delete }),
        ]),
      )
      .max(10_000),
  }),
  watch: z.strictObject({ ...target, query: z.unknown().optional() }),
  'text.read': z.strictObject(textTarget),
  'text.push': z.strictObject({ ...textTarget, update: bytes }),
  'text.watch': z.strictObject(textTarget),
} as const

export type Method = keyof typeof methods
export type Params<M extends Method> = z.infer<(typeof methods)[M]>

export const isMethod = (name: string): name is Method => Object.hasOwn(methods, name)
