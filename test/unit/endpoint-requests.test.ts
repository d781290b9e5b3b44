/** What no real server does in a test: bodies that browsers would take as whole, and answers that never end. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { request } from '../../lib/sync/endpoints/fetch.ts'

const ask = { method: 'GET', url: 'https://example.org/a', headers: {} }
const { signal } = new AbortController()
let sent: RequestInit | undefined

function answerWith(answer: (init: RequestInit) => Response | Promise<Response>): void {
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    sent = init
    return await answer(init)
  })
}

/** Ends as a real one does when its signal says so. */
function body(init: RequestInit, pull: (controller: ReadableStreamDefaultController<Uint8Array>) => void) {
  return new ReadableStream<Uint8Array>({
    start: controller => init.signal?.addEventListener('abort', () => controller.error(init.signal?.reason)),
    pull,
  })
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('nothing that the browser keeps for that server goes along, and nothing is kept or followed', async () => {
  answerWith(() => new Response('x'))
  await request(ask, signal)
  expect(sent).toMatchObject({
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    redirect: 'manual',
  })
})

test('a body of another length than was told is torn, unless it came compressed', async () => {
  answerWith(() => new Response('half', { headers: { 'content-length': '8' } }))
  await expect(request(ask, signal)).rejects.toMatchObject({ problem: 'offline' })
  answerWith(() => new Response('half', { headers: { 'content-length': '8', 'content-encoding': 'gzip' } }))
  expect((await request(ask, signal)).bytes).toHaveLength(4)
  answerWith(() => new Response(null, { headers: { 'content-length': '8' } }))
  expect((await request({ ...ask, method: 'HEAD' }, signal)).bytes).toHaveLength(0)
})

test('no answer is waited for longer than a minute', async () => {
  answerWith(({ signal }) => new Promise((_, fail) => signal?.addEventListener('abort', () => fail(signal.reason))))
  const asked = expect(request(ask, signal)).rejects.toMatchObject({ problem: 'offline' })
  await vi.advanceTimersByTimeAsync(59_000)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(2000)
  await asked
  expect(vi.getTimerCount()).toBe(0)
})

test('what goes up has time by its size', async () => {
  answerWith(({ signal }) => new Promise((_, fail) => signal?.addEventListener('abort', () => fail(signal.reason))))
  const big = { ...ask, method: 'PUT', body: new Uint8Array(16 * 1024 * 100) }
  const asked = expect(request(big, signal)).rejects.toMatchObject({ problem: 'offline' })
  await vi.advanceTimersByTimeAsync(159_000)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(2000)
  await asked
})

test('an answer that comes steadily is waited for, one that trickles is not', async () => {
  const coming = (size: number, times: number) => (init: RequestInit) => {
    let count = 0
    return new Response(
      body(init, async controller => {
        await new Promise(done => setTimeout(done, 10_000))
        if (++count > times) controller.close()
        else controller.enqueue(new Uint8Array(size))
      }),
    )
  }
  answerWith(coming(1024 * 1024, 20))
  const steady = request(ask, signal)
  await vi.advanceTimersByTimeAsync(220_000)
  expect((await steady).bytes).toHaveLength(20 * 1024 * 1024)

  answerWith(coming(1, 1000))
  const trickle = expect(request(ask, signal)).rejects.toMatchObject({ problem: 'offline' })
  await vi.advanceTimersByTimeAsync(70_000)
  await trickle
})

test('an answer without end is not taken', async () => {
  answerWith(init => new Response(body(init, controller => controller.enqueue(new Uint8Array(64 * 1024 * 1024)))))
  await expect(request(ask, signal)).rejects.toMatchObject({ problem: 'broken' })
})

test('who gives up is told so, whatever else happens', async () => {
  const ending = new AbortController()
  answerWith(() => {
    ending.abort(new Error('enough'))
    throw new TypeError('Failed to fetch')
  })
  await expect(request(ask, ending.signal)).rejects.toThrow('enough')
})
