import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, resolve, sep } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}
const mimeType = path => types[extname(path).toLowerCase()] ?? 'application/octet-stream'

/** Serves a folder, or pages held in memory by path, on loopback alone. Port 0: any free one. */
export async function serve(source, { port = 0 } = {}) {
  const answer = typeof source === 'string' ? fromFolder(await realpath(source)) : fromPages(source)
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-cache')
    const refuse = () => response.writeHead(404, { 'content-type': types['.txt'] }).end('Not found')
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse()
    answer(pathOf(request.url), response).catch(refuse)
  })
  await listen(server, port)
  return {
    port: server.address().port,
    close: () =>
      new Promise(done => {
        server.close(done)
        server.closeAllConnections()
      }),
  }
}

function pathOf(url) {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0])
    return path.endsWith('/') ? `${path}index.html` : path
  } catch {
    return '\0' // malformed: matches nothing
  }
}

function fromFolder(root) {
  return async (path, response) => {
    if (path.includes('\0')) throw new Error('not a path')
    const file = await realpath(resolve(root, join('.', path)))
    // After links have been followed: neither `..` nor a link leads out.
    if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) throw new Error('not ours')
    response.writeHead(200, { 'content-type': mimeType(file) })
    createReadStream(file).pipe(response)
  }
}

function fromPages(pages) {
  return async (path, response) => {
    const body = pages.get(path) ?? pages.get(path.replace(/index\.html$/, ''))
    if (body === undefined) throw new Error('no such page')
    response.writeHead(200, { 'content-type': mimeType(extname(path) ? path : '.html') }).end(body)
  }
}

function listen(server, port) {
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', () => done())
  }).catch(error => {
    if (error.code !== 'EADDRINUSE' || port === 0) throw error
    return listen(server, 0)
  })
}
