import type { Method, Params } from '../../protocol/page.ts'
import type { Context } from '../context.ts'
import type { Document } from '../document.ts'
import type { Access } from '../permit.ts'

/** One call of one document, permitted so far as its collection goes. */
export interface CallOf {
  context: Context
  document: Document
  n: number
  /** Set when the page goes on with a watch: the place in the log that it has reached. */
  at: string | undefined
  access: Access
  /** Where the collection stands for this site. */
  space: string
  /** Of the method and its arguments. */
  hash: string
  /** Whether a fresh user gesture came with it. */
  gesture: boolean
  signal: AbortSignal
}

export type Handler<M extends Method> = (call: CallOf, params: Params<M>) => Promise<unknown>
