import { BrokerError } from '../protocol/errors.ts'
import { digest } from '../query/index.ts'

/**
 * Names a call's method and arguments: the same number with another fingerprint is not the same call. It guards a page
 * against its own mistakes alone, so it need not withstand an attacker, and every write pays for it.
 */
export function fingerprint(method: string, params: unknown): string {
  const text = textOfCall(method, params)
  return `${digest(text).toString(36)}.${text.length.toString(36)}`
}

function textOfCall(method: string, params: unknown): string {
  try {
    // Bytes stand in texts alone, and a function that looks at each value costs more than all the rest.
    if (!method.startsWith('text.')) return JSON.stringify([method, params])
    return JSON.stringify([method, params], (_key, value) => (value instanceof Uint8Array ? textOf(value) : value))
  } catch {
    throw new BrokerError('invalid_request', 'The arguments are no JSON values.') // cyclic, or a bigint
  }
}

function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return text
}
