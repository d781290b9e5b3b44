/** Starts what the tests run against, once for all of them: each server, with a proxy of its own before it. */
import type { TestProject } from 'vitest/node'
import { missingFor } from '../../scripts/servers.mjs'
import type { Served } from './control.ts'
import { startFaults } from './faults.ts'
import { startLighttpd } from './lighttpd.ts'
import { startNginx } from './nginx.ts'
import type { ServerKind } from './program.ts'
import { startRgw } from './rgw.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where its packages are not installed: what needs it is skipped. */
    servers: Record<ServerKind, Served | null>
  }
}

const starters = { lighttpd: startLighttpd, nginx: startNginx, rgw: startRgw }

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  const start = async (kind: ServerKind): Promise<Served | null> => {
    const missing = missingFor(kind)
    if (missing.length > 0) {
      const words = `${kind}: the Debian packages ${missing.join(', ')} are missing`
      if (process.env.CI) throw new Error(words)
      console.log(`${words}. The tests that need it are skipped.`)
      return null
    }
    const server = await starters[kind]()
    stops.push(server.stop)
    const proxy = await startFaults(new URL(server.endpoint.url).origin)
    stops.push(proxy.stop)
    return { endpoint: server.endpoint, proxy: proxy.url }
  }
  try {
    const starting = { lighttpd: start('lighttpd'), nginx: start('nginx'), rgw: start('rgw') }
    await Promise.allSettled(Object.values(starting)) // what has started is known, and is stopped even if another has not
    const [lighttpd, nginx, rgw] = await Promise.all([starting.lighttpd, starting.nginx, starting.rgw])
    project.provide('servers', { lighttpd, nginx, rgw })
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
