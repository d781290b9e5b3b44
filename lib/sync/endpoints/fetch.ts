/** What all kinds of endpoint share: one request, its whole answer, and what its status means. */
import { type Condition, EndpointError, type EndpointProblem } from './endpoint.ts'

export interface Ask {
  method: string
  url: string
  headers: Record<string, string>
  body?: Uint8Array<ArrayBuffer>
}

export interface Answer {
  status: number
  headers: Headers
  bytes: Uint8Array<ArrayBuffer>
}

/** A request has a minute, and a second more for each of these that went up or came down: 128 kbit/s. */
const bytesPerSecond = 16 * 1024
const leastTime = 60_000
/** More than any object of ours, and less than what would take the background down. */
const mostBytes = 512 * 1024 * 1024
const longestPause = 24 * 60 * 60 * 1000

/** @throws EndpointError `offline` where no whole answer came, `broken` where it cannot be one; or the signal's reason */
export async function request(ask: Ask, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted()
  const time = new TimeLimit()
  try {
    time.allow(ask.body?.length ?? 0)
    const response = await fetch(ask.url, {
      method: ask.method,
      headers: ask.headers,
      ...(ask.body && { body: ask.body }),
      signal: AbortSignal.any([signal, time.signal]),
      // The password goes along in a header; nothing that the browser keeps for that server does.
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      // Never followed, as `error` would not, but told apart from a server that cannot be reached.
      redirect: 'manual',
    })
    if (response.type === 'opaqueredirect') throw new EndpointError('broken', `${at(ask)}: sends elsewhere`)
    const bytes = await readAll(response, ask, time)
    return { status: response.status, headers: response.headers, bytes }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof EndpointError) throw error
    if (time.signal.aborted) throw new EndpointError('offline', `${at(ask)}: no answer in time`)
    throw new EndpointError('offline', `${at(ask)}: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    time.end()
  }
}

async function readAll(response: Response, ask: Ask, time: TimeLimit): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value)
    length += part.value.length
    time.allow(part.value.length)
    if (length > mostBytes) throw new EndpointError('broken', `${at(ask)}: more than anything of ours`)
  }
  // Browsers tell a torn body from a whole one, but not where something in between has shortened it.
  const told = response.headers.get('content-length')
  const isAsSent = ask.method !== 'HEAD' && !response.headers.has('content-encoding')
  if (told !== null && isAsSent && Number(told) !== length)
    throw new EndpointError('offline', `${at(ask)}: ${length} of ${told} bytes`)
  const bytes = new Uint8Array(length)
  let place = 0
  for (const part of parts) {
    bytes.set(part, place)
    place += part.length
  }
  return bytes
}

/** Ends a request that takes too long, however it is kept going. */
class TimeLimit {
  readonly #ending = new AbortController()
  readonly signal = this.#ending.signal
  #end = Date.now() + leastTime
  #timer = setTimeout(() => this.#look(), leastTime)

  allow(bytes: number): void {
    this.#end += (bytes / bytesPerSecond) * 1000
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #look(): void {
    const left = this.#end - Date.now()
    if (left <= 0) this.#ending.abort()
    else this.#timer = setTimeout(() => this.#look(), left)
  }
}

/** For whoever is asked for help: what was asked of which place, without anything secret. */
export function at({ method, url }: Pick<Ask, 'method' | 'url'>): string {
  return `${method} ${new URL(url).pathname}`
}

/**
 * What an answer means that is not the one hoped for.
 * @param code what the answer itself says, such as `NoSuchBucket`
 */
export function failure(ask: Ask, answer: Answer, { code = '', condition = {} as Condition } = {}): EndpointError {
  const isConditional = condition.ifMatch !== undefined || condition.ifNoneMatch !== undefined
  const problem = problemOf(answer, code, isConditional)
  const pause = problem === 'busy' ? retryAfter(answer.headers.get('retry-after')) : undefined
  return new EndpointError(problem, `${at(ask)}: ${answer.status} ${code}`.trimEnd(), pause)
}

function problemOf({ status, bytes }: Answer, code: string, isConditional: boolean): EndpointProblem {
  if (status === 507) return 'full'
  // Some say so in words alone: RFC 4331 (`quota-not-exceeded`), S3 (`QuotaExceeded`).
  if (status === 413 || status === 403) {
    const isQuota = /quota/i.test(code) || /quota/i.test(new TextDecoder().decode(bytes.subarray(0, 4096)))
    if (isQuota) return 'full'
    return status === 413 ? 'tooLarge' : 'refused'
  }
  if (status === 401) return 'refused'
  if (status === 429 || status === 503) return 'busy'
  if (isConditional && [409, 412, 423, 501].includes(status)) return 'lost'
  return 'broken'
}

/** RFC 9110, 10.2.3: seconds, or a date. @returns milliseconds, a day at most; undefined where it says nothing */
function retryAfter(told: string | null): number | undefined {
  if (told === null) return undefined
  const wait = /^\d+$/.test(told.trim()) ? Number(told) * 1000 : Date.parse(told) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestPause)
}

export function isSuccess({ status }: Answer): boolean {
  return [200, 201, 202, 204].includes(status)
}

/** RFC 9110: conditions as they go over the wire. */
export function conditionHeaders({ ifMatch, ifNoneMatch }: Condition): Record<string, string> {
  return {
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
  }
}
