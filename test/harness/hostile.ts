/** A server for attackers and their victims: any host, over https, over http, and on a second port. */
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { makeCertificate } from './certificate.ts'
import { html } from './site.ts'

/** A page: its HTML, or that with headers of its own. */
type Served = string | { body: string; headers: Record<string, string>; status?: number }

export interface Hostile {
  /** Path → page. `/` is a blank site with a button that asks; tests add what they need. */
  pages: Map<string, Served>
  origin(host: string): string
  /** The same host over plain http. */
  insecure(host: string): string
  /** The same host over https, on another port. */
  otherPort(host: string): string
  close(): Promise<void>
}

export async function serveHostile(): Promise<Hostile> {
  const pages = new Map<string, Served>([['/', html]])
  const answer = ({ url = '/' }: IncomingMessage, response: ServerResponse) => {
    const path = url.split(/[?#]/, 1)[0] as string
    const served = pages.get(path)
    const { body, headers = {}, status = 200 } = typeof served === 'object' ? served : { body: served }
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(body === undefined ? 404 : status, { 'content-type': type, ...headers }).end(body)
  }
  const certificate = makeCertificate()
  const servers = [createHttps(certificate, answer), createHttps(certificate, answer), createHttp(answer)] as const
  const [first, second, plain] = await Promise.all(servers.map(listen))
  return {
    pages,
    origin: host => `https://${host}:${first}`,
    otherPort: host => `https://${host}:${second}`,
    insecure: host => `http://${host}:${plain}`,
    async close() {
      await Promise.all(servers.map(close))
    },
  }
}

const listen = (server: Server) =>
  new Promise<number>((done, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port))
  })

function close(server: Server): Promise<void> {
  return new Promise(done => {
    server.close(() => done())
    server.closeAllConnections()
  })
}
