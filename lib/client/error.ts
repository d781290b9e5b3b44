import type { AllodError as Shape } from '../protocol/api.ts'
import type { codes, ErrorCode, ErrorName } from '../protocol/errors.ts'

/** Written out, because nothing of the extension runs on a website. The type holds it to the extension's own list. */
const names: typeof codes = {
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
}

/**
 * Every rejection of a broker. The extension makes these errors, not this package, so they are known by what they
 * carry: `error instanceof AllodError` holds for an Error with one of the codes and the name that belongs to it.
 */
export abstract class AllodError extends Error implements Shape {
  /** From DOMException's vocabulary. */
  declare readonly name: ErrorName
  /** Stable. `message` is for people and may change. */
  declare readonly code: ErrorCode
  /** Whether the same call may succeed later. */
  declare readonly retryable: boolean
  /** Milliseconds. */
  declare readonly retryAfterMs?: number
  /** On `conflict`: the record's present revision. */
  declare readonly _rev?: string

  static override [Symbol.hasInstance](value: unknown): value is AllodError {
    if (!(value instanceof Error)) return false
    const { code } = value as { code?: unknown }
    return typeof code === 'string' && Object.hasOwn(names, code) && value.name === names[code as ErrorCode]
  }
}
