/** The server of the figures: lighttpd behind the proxy, which tells of every request. */
import { type Answered, startFaults } from '../../../servers/faults.ts'
import { startLighttpd } from '../../../servers/lighttpd.ts'
import type { TypedServer } from '../../backup-page.ts'

export interface Traffic {
  requests: number
  up: number
  down: number
}

export interface Watched {
  /** Through the proxy, in a folder that nobody has used. */
  place(): TypedServer
  /** What was answered since the last call of this. */
  since(): Answered[]
  /** The next request that fits. Asked for before it is sent. */
  next(fits: (one: Answered) => boolean): Promise<Answered>
  stop(): Promise<void>
}

export const isHead = ({ method, path }: Answered): boolean => method === 'PUT' && /\/h\/[^/]+\.[01]$/.test(path)

export function trafficOf(answered: readonly Answered[]): Traffic {
  const sum = (of: (one: Answered) => number) => answered.reduce((all, one) => all + of(one), 0)
  return { requests: answered.length, up: sum(({ up }) => up), down: sum(({ down }) => down) }
}

export async function startWatched(): Promise<Watched> {
  const server = await startLighttpd()
  if (server.endpoint.kind !== 'webdav') throw new Error('lighttpd speaks WebDAV.')
  const { url, user, password } = server.endpoint
  let seen: Answered[] = []
  let folders = 0
  const waiting = new Set<(one: Answered) => void>()
  const proxy = await startFaults(new URL(url).origin, one => {
    seen.push(one)
    for (const told of waiting) told(one)
  })
  return {
    place: () => ({ kind: 'webdav', url: `${proxy.url}/backup${++folders}`, user, password }),
    since() {
      const answered = seen
      seen = []
      return answered
    },
    next: fits =>
      new Promise(done => {
        const told = (one: Answered) => {
          if (!fits(one)) return
          waiting.delete(told)
          done(one)
        }
        waiting.add(told)
      }),
    async stop() {
      await proxy.stop()
      await server.stop()
    },
  }
}
