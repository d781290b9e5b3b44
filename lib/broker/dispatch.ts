/** From a call as it came to a handler: known, permitted, parsed, in this order. */

import type { Verb } from '../protocol/api.ts'
import { BrokerError, wireError } from '../protocol/errors.ts'
import { type Call, isMethod, type Method, methods } from '../protocol/page.ts'
import { collectionName } from '../protocol/scope.ts'
import { z } from '../protocol/zod.ts'
import { batch } from './calls/batch.ts'
import { deleteRecord } from './calls/delete.ts'
import type { CallOf, Handler } from './calls/handler.ts'
import { patch } from './calls/patch.ts'
import { queryPermissions, releasePermissions, requestPermissions } from './calls/permissions.ts'
import { put } from './calls/put.ts'
import { count, findRecords, get, getMany } from './calls/reads.ts'
import { pushText, readText } from './calls/text.ts'
import { watchRecords } from './calls/watch-records.ts'
import { watchText } from './calls/watch-text.ts'
import { replay } from './calls/write.ts'
import type { Context } from './context.ts'
import type { Document } from './document.ts'
import { fingerprint } from './fingerprint.ts'
import { notPermitted, permit, revoked } from './permit.ts'

/** Any of `verbs` opens the door to the method; none: it is about permissions and always open. */
interface Entry<M extends Method> {
  verbs: readonly Verb[]
  handler: Handler<M>
  /** Whether its answer is stored, so that the same call is never carried out twice. */
  once?: true
  watches?: true
}

const table: { [M in Method]: Entry<M> } = {
  'permissions.query': { verbs: [], handler: queryPermissions },
  'permissions.request': { verbs: [], handler: requestPermissions, once: true },
  'permissions.release': { verbs: [], handler: releasePermissions },
  get: { verbs: ['read'], handler: get },
  getMany: { verbs: ['read'], handler: getMany },
  find: { verbs: ['read'], handler: findRecords },
  count: { verbs: ['read'], handler: count },
  put: { verbs: ['create', 'update'], handler: put, once: true },
  patch: { verbs: ['update'], handler: patch, once: true },
  delete: { verbs: ['delete'], handler: deleteRecord, once: true },
  batch: { verbs: ['create', 'update', 'delete'], handler: batch, once: true },
  watch: { verbs: ['read'], handler: watchRecords, watches: true },
  'text.read': { verbs: ['read'], handler: readText },
  'text.push': { verbs: ['create', 'update'], handler: pushText, once: true },
  'text.watch': { verbs: ['read'], handler: watchText, watches: true },
}

const target = z.looseObject({ collection: collectionName, space: z.string().max(64).optional() })
type Target = z.infer<typeof target>

export async function dispatch(
  context: Context,
  document: Document,
  call: Call,
  gesture: boolean,
  signal: AbortSignal,
) {
  const { n, method, params } = call
  if (!isMethod(method)) throw new BrokerError('unknown_method', `${method}: there is no such method.`)
  const entry = table[method] as Entry<Method>
  const parsing = methods[method].safeParse(params) // what is wrong with it is told to who may call
  const access = { origin: document.caller.origin, collection: '', verbs: entry.verbs }
  let space = ''
  if (entry.verbs.length > 0) {
    // Permission comes before everything else that a call might tell by its answer.
    const { collection, space: named } = parsing.success ? (parsing.data as Target) : parse(target, params)
    access.collection = collection
    if (named !== undefined) throw notPermitted()
    // A watch that goes on was permitted when it began, and is ended below if it is not any more.
    if (call.at === undefined || !entry.watches) space = permit(context, access).space
  }
  if (call.at !== undefined && !entry.watches) throw new BrokerError('invalid_request', 'at: only a watch goes on.')
  if (entry.once) await document.recall()
  const hash = entry.once ? fingerprint(method, params) : ''
  const stored = entry.once && document.answers.get(n)
  if (stored) {
    if (stored.hash !== hash) throw new BrokerError('invalid_request', 'This call’s number belongs to another call.')
    if (stored.error) throw new BrokerError(stored.error.code, stored.error.message)
    if (entry.verbs.length === 0) return stored.value
    const replayed = replay(permit(context, access), stored.value)
    return method === 'batch' ? replayed : replayed[0]
  }
  if (entry.once && n < document.settled)
    throw new BrokerError('invalid_request', 'This call’s number is settled already.')
  const callOf: CallOf = { context, document, n, at: call.at, access, space, hash, gesture, signal }
  const parsed = dataOf<unknown>(parsing)
  if (!entry.watches || call.at === undefined) return entry.handler(callOf, parsed as never)
  try {
    callOf.space = permit(context, access).space
    await entry.handler(callOf, parsed as never)
  } catch (error) {
    // It was open when its document went silent: it ends, as any other open watch would have.
    const refused = error instanceof BrokerError && error.code === 'not_permitted'
    document.event({ watch: n, event: { type: 'end', error: wireError(refused ? revoked() : error) } })
  }
}

const parse = <T>(schema: z.ZodType<T>, value: unknown): T => dataOf(schema.safeParse(value))

function dataOf<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new BrokerError('invalid_request', `${placeOf(issue?.path ?? [])}${issue?.message ?? 'not understood'}`)
}

/** `scopes[0].access: ` */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  )
  return place === '' ? '' : `${place}: `
}
