import type { ErrorCode } from '../protocol/errors.ts'

export type QueryErrorCode = Extract<ErrorCode, 'unsupported_selector' | 'invalid_request' | 'too_large'>

/** A query that is refused. The message begins with the place: `selector.title.$regex: …`. */
export class QueryError extends Error {
  readonly code: QueryErrorCode
  constructor(code: QueryErrorCode, at: string, reason: string) {
    super(`${at}: ${reason}`)
    this.name = 'QueryError'
    this.code = code
  }
}

export const invalid = (at: string, reason: string) => new QueryError('invalid_request', at, reason)
export const unsupported = (at: string, reason: string) => new QueryError('unsupported_selector', at, reason)
export const tooLarge = (at: string, reason: string) => new QueryError('too_large', at, reason)
