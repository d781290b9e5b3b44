/** Every code a website can meet, under the DOMException name that it travels with. */
export const codes = {
  user_denied: 'NotAllowedError',
  dismissed: 'NotAllowedError',
  user_activation_required: 'NotAllowedError',
  not_permitted: 'NotAllowedError',
  revoked: 'NotAllowedError',
  rate_limited: 'NotAllowedError',
  insecure_or_opaque_origin: 'SecurityError',
  not_top_level: 'SecurityError',
  invalid_request: 'DataError',
  invalid_record: 'DataError',
  schema_mismatch: 'DataError',
  too_large: 'DataError',
  not_found: 'NotFoundError',
  conflict: 'ConstraintError',
  quota: 'QuotaExceededError',
  unknown_method: 'NotSupportedError',
  unsupported_selector: 'NotSupportedError',
  aborted: 'AbortError',
  extension_unavailable: 'InvalidStateError',
  request_expired: 'TimeoutError',
} as const

export type ErrorCode = keyof typeof codes
export type ErrorName = (typeof codes)[ErrorCode]

/** An error as it crosses to a page: no stack, no path, no internal text. */
export interface WireError {
  name: ErrorName
  code: ErrorCode
  message: string
  retryable: boolean
  retryAfterMs?: number
  _rev?: string
}

export type ErrorDetails = { retryAfterMs?: number; _rev?: string }

/** A refusal that is meant to be told. Whatever else is thrown is a fault of ours and is not told. */
export class BrokerError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message)
    this.name = codes[code]
    this.code = code
    this.details = details
  }
}

const retryable: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'extension_unavailable',
  'request_expired',
  'conflict',
])

export function wireError(error: unknown): WireError {
  if (error instanceof BrokerError) {
    const { code, message, details } = error
    return { name: codes[code], code, message, retryable: retryable.has(code), ...details }
  }
  if (isQuota(error)) return wireError(diskIsFull())
  return {
    name: 'InvalidStateError',
    code: 'extension_unavailable',
    message: 'Allod could not do this. Nothing was written.',
    retryable: true,
  }
}

/** Refused beforehand and failed on the disk read the same. */
export const diskIsFull = () => new BrokerError('quota', 'The disk or this store is full. Nothing was written.')

/** IndexedDB aborts a transaction with this name when the disk is full. */
function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError'
}
