/** Runs in a hostile page: says generated messages at the bridge's door, and looks at all that comes back. */
import fc from 'fast-check'
import { codes } from '../../lib/protocol/errors.ts'
import { message } from './messages.ts'

export interface Fuzzed {
  sent: number
  answered: number
  /** How often each code came, and `ok`. */
  outcomes: Record<string, number>
  /** What must not come back. */
  faults: string[]
}

/** So many messages go before all that can be answered is waited for. */
const atOnce = 100

export async function fuzz(seed: number, count: number): Promise<Fuzzed> {
  const { port1: port, port2 } = new MessageChannel()
  const result: Fuzzed = { sent: 0, answered: 0, outcomes: {}, faults: [] }
  const waiting = new Map<number, () => void>()
  const hello = new Promise<void>(resolve => waiting.set(0, resolve))
  port.onmessage = ({ data }) => {
    waiting.get(0)?.()
    check(data, result)
    for (const { id } of data.answers ?? []) waiting.get(id)?.()
  }
  window.postMessage({ allod: 'connect' }, '/', [port2])
  await hello

  let n = 10_000
  const number = (call: { n?: unknown } | null) => {
    if (typeof call === 'object' && call?.n === 'next') call.n = ++n
  }
  const messages = fc.sample(message, { numRuns: count, seed })
  for (const [i, said] of messages.entries()) {
    if (typeof said === 'object' && said && 'calls' in said && Array.isArray(said.calls)) said.calls.forEach(number)
    try {
      port.postMessage(said)
      result.sent++
    } catch {} // no message can carry it
    if ((i + 1) % atOnce > 0 && i + 1 < count) continue
    const last = ++n
    await new Promise<void>(resolve => {
      waiting.set(last, resolve)
      port.postMessage({ calls: [{ n: last, method: 'permissions.query', params: {} }], aborts: [], settled: 0 })
    })
  }
  return result
}

const known: Record<string, string> = codes
const parts = new Set(['name', 'code', 'message', 'retryable', 'retryAfterMs', '_rev'])

/** Every answer is `{id, ok: true, value}` or `{id, ok: false, error}`, with a code of the contract and nothing of ours. */
function check(data: unknown, { outcomes, faults, ...result }: Fuzzed): void {
  const fault = (what: string) => void (faults.length < 20 && faults.push(what.slice(0, 500)))
  const text = JSON.stringify(data)
  if (/-extension:|"stack"|\.[tj]sx?:\d|secret of the honest/.test(text)) fault(`tells too much: ${text}`)
  const { answers = [], events = [], permissionchange: _, lane: _lane, ...more } = data as Record<string, unknown[]>
  if (Object.keys(more).length > 0) fault(`the background died, or more: ${JSON.stringify(more)}`)
  for (const answer of answers as Record<string, unknown>[]) {
    result.answered++
    const { id, ok, value: _value, error, ...others } = answer
    if (typeof id !== 'number' || typeof ok !== 'boolean' || Object.keys(others).length > 0) fault(`an answer: ${text}`)
    const code = ok ? 'ok' : checkError(error, fault)
    outcomes[code] = (outcomes[code] ?? 0) + 1
  }
  for (const { event } of events as { event: { type: string; error?: unknown } }[]) {
    if (!['snapshot', 'change', 'state', 'update', 'end'].includes(event.type)) fault(`an event: ${text}`)
    if (event.type === 'end') checkError(event.error, fault)
  }
}

function checkError(error: unknown, fault: (what: string) => void): string {
  const { name, code, message } = error as { name: string; code: string; message: string }
  const isKnown = Object.hasOwn(known, code) && known[code] === name && typeof message === 'string'
  if (!isKnown || Object.keys(error as object).some(part => !parts.has(part)))
    fault(`an error: ${JSON.stringify(error)}`)
  // It stands for an exception that nobody foresaw.
  if (code === 'extension_unavailable') fault(`a fault of ours: ${JSON.stringify(error)}`)
  return code
}
