import { serve as serveAny } from '../../scripts/serve.mjs'

export interface Server {
  port: number
  /** The same server under a name of its own, thus an origin of its own. Browsers resolve `*.localhost` themselves. */
  origin(name: string): string
  close(): Promise<void>
}

/**
 * Serves a folder (`examples/quill/dist`), or pages held in memory: a Map of path → body, typed by the path's ending.
 * `/` and paths without an ending are HTML.
 */
export async function serve(source: string | ReadonlyMap<string, string>): Promise<Server> {
  const { port, close } = await serveAny(source)
  return { port, close, origin: name => `http://${name}.localhost:${port}` }
}

/** One blank or hostile page, at `/`. */
export function servePage(html: string): Promise<Server> {
  return serve(new Map([['/', html]]))
}
