/**
 * A proxy before a real server, which a test steers: it cuts, delays, repeats, refuses and lies. Each test works in a
 * folder of its own, and its plan hits what names that folder alone, so that tests can run beside each other.
 * `control.ts` is its client.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { lie, missing, type Reply } from './lies.ts'
import type { Fault } from './plan.ts'
import { readPlan, Scope, scopeOf } from './scope.ts'

export interface Proxy {
  /** Without a path. */
  url: string
  stop(): Promise<void>
}

/** One request that has been answered, as figures are made of it. Bytes are of bodies, times of `performance.now()`. */
export interface Answered {
  method: string
  path: string
  up: number
  down: number
  began: number
  ended: number
}

/**
 * @param upstream where the server listens, without a path
 * @param answered told of every request as its answer goes out
 */
export async function startFaults(upstream: string, answered?: (one: Answered) => void): Promise<Proxy> {
  const scopes = new Map<string, Scope>()
  const server = createServer((incoming, outgoing) => {
    incoming.on('error', () => {}) // a client that goes away is a client's business
    outgoing.on('error', () => {})
    carry(incoming, outgoing).catch(() => outgoing.destroy())
  })

  async function carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const began = performance.now()
    const url = new URL(incoming.url ?? '/', upstream)
    if (incoming.method === 'OPTIONS')
      return answer(outgoing, { status: 204, headers: {}, body: Buffer.alloc(0) }, incoming)
    const body = await readAll(incoming)
    const steered = scopeOf(url.pathname)
    if (steered !== null) return answer(outgoing, steer(steered, incoming.method, body), incoming)

    const scope = [...scopes].find(([name]) => decodeURIComponent(url.href).includes(name))?.[1]
    const method = incoming.method === 'GET' && url.searchParams.has('list-type') ? 'LIST' : (incoming.method ?? 'GET')
    const fault = scope?.choose(method, url.pathname, body.length)
    const { reply, cut } = await play(fault, incoming, body, url, scope ?? new Scope())
    if (reply === null) return void outgoing.destroy()
    scope?.note(method, url.pathname, body, reply)
    answer(outgoing, reply, incoming, cut)
    const [up, down] = [body.length, reply.body.length]
    answered?.({ method, path: url.pathname, up, down, began, ended: performance.now() })
  }

  function steer(name: string, method: string | undefined, body: Buffer): Reply {
    if (method === 'PUT') scopes.set(name, new Scope(readPlan(body)))
    if (method === 'DELETE') scopes.delete(name)
    const counts = scopes.get(name)?.counts ?? {}
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(counts)) }
  }

  /** @returns null where the line is cut before an answer; `cut`: how much of it arrives. */
  async function play(fault: Fault | undefined, incoming: IncomingMessage, body: Buffer, url: URL, scope: Scope) {
    const send = (upTo?: number) => forward(incoming, body, url, upTo)
    if (fault === undefined) return { reply: await send() }
    switch (fault.kind) {
      case 'refuse':
        return { reply: null }
      case 'cutRequest':
        await send(fault.after).catch(() => {})
        return { reply: null }
      case 'dropReply':
        scope.remember(incoming.method, url.pathname, body, await send())
        return { reply: null }
      case 'cutReply':
        return { reply: await send(), cut: fault.after }
      case 'delay':
        await pause(fault.milliseconds)
        return { reply: await send() }
      case 'overtaken':
        await Promise.race([scope.answers(fault.by), pause(2000)])
        return { reply: await send() }
      case 'repeat':
        await send()
        return { reply: await send() }
      case 'status': {
        const { retryAfter, location } = fault
        const headers = { ...(retryAfter && { 'retry-after': retryAfter }), ...(location && { location }) }
        return { reply: { status: fault.status, headers, body: Buffer.from(fault.body ?? '') } }
      }
      case 'missing':
        return { reply: missing }
      default:
        return { reply: lie(fault, url.pathname, await send(), scope.remembered) }
    }
  }

  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

/** @param upTo cuts the line when so much of the body has gone */
function forward(incoming: IncomingMessage, body: Buffer, url: URL, upTo?: number): Promise<Reply> {
  return new Promise((done, fail) => {
    // The host stays as the client named it: S3 signs it.
    // A line of its own for each request: on one that the server is just closing, we would make a fault that nobody has
    // asked for.
    const headers = { ...incoming.headers, connection: 'close' }
    const outgoing = request(url, { method: incoming.method ?? 'GET', headers, agent: false })
    outgoing.on('error', fail)
    outgoing.on('response', response => {
      readAll(response).then(read => {
        const { connection, 'keep-alive': keepAlive, 'transfer-encoding': encoding, ...rest } = response.headers
        done({ status: response.statusCode ?? 500, headers: rest as Reply['headers'], body: read })
      }, fail)
    })
    if (upTo === undefined) return void outgoing.end(body)
    // With a body, its length is announced as it was; what is missing never comes.
    outgoing.write(body.subarray(0, Math.min(upTo, body.length)), () => outgoing.destroy(new Error('cut')))
    if (body.length === 0) outgoing.flushHeaders()
  })
}

/** CORS for everybody: engine and tests run in a browser's page, where the extension would need no permission. */
function answer(outgoing: ServerResponse, reply: Reply, incoming: IncomingMessage, cut?: number): void {
  const isHead = incoming.method === 'HEAD'
  outgoing.writeHead(reply.status, {
    ...reply.headers,
    ...(!isHead && reply.status !== 204 && { 'content-length': String(reply.body.length) }),
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, PUT, DELETE, PROPFIND, MKCOL',
    'access-control-allow-headers': incoming.headers['access-control-request-headers'] ?? '*',
    'access-control-expose-headers': '*',
    'access-control-max-age': '7200',
    // On a line that has been used before, Chromium sends again by itself what was not answered.
    connection: 'close',
  })
  if (cut === undefined) return void outgoing.end(isHead ? undefined : reply.body)
  outgoing.write(reply.body.subarray(0, Math.min(cut, reply.body.length)), () => outgoing.destroy())
  outgoing.flushHeaders()
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
