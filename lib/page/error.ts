import type { AllodError } from '../protocol/api.ts'
import type { ErrorCode, ErrorName, WireError } from '../protocol/errors.ts'

/** An error for the website. Its stack would carry the extension's address, so it says no more than the message. */
export function errorOf(wire: WireError): AllodError {
  const error = Object.assign(new Error(wire.message), wire) as AllodError
  error.stack = `${wire.name}: ${wire.message}`
  return error
}

export const dataError = (message: string, code: ErrorCode = 'invalid_record') => fail('DataError', code, message)
export const aborted = () => fail('AbortError', 'aborted', 'The call was aborted.')
export const unavailable = () => fail('InvalidStateError', 'extension_unavailable', 'Allod cannot be reached.', true)

function fail(name: ErrorName, code: ErrorCode, message: string, retryable = false): AllodError {
  return errorOf({ name, code, message, retryable })
}
