/**
 * A remoteStorage server in a folder of its own, with one user and one token.
 * https://github.com/remotestorage/armadietto: `notes/monolithic-server.md`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Remote } from '../wire.ts'

const program = fileURLToPath(new URL('../node_modules/armadietto/bin/armadietto.js', import.meta.url))
const user = { username: 'bench', email: 'bench@example.com', password: 'no secret at all' }

export interface RemoteServer {
  remote: Remote
  close(): Promise<void>
}

/** @param site the origin that the token is for */
export async function startArmadietto(site: string): Promise<RemoteServer> {
  const folder = mkdtempSync(join(tmpdir(), 'allod-armadietto-'))
  const port = await freePort()
  const conf = join(folder, 'conf.json')
  const logging = { log_dir: join(folder, 'logs'), stdout: [], log_files: [] }
  const http = { host: '127.0.0.1', port }
  writeFileSync(conf, JSON.stringify({ allow_signup: true, storage_path: join(folder, 'storage'), http, logging }))
  const server = spawn(process.execPath, [program, '-c', conf], { cwd: folder, stdio: 'ignore' })
  const end = () => server.kill()
  process.on('exit', end)
  const close = async () => {
    process.off('exit', end)
    const ended = server.exitCode === null ? once(server, 'exit') : undefined
    server.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const origin = `http://127.0.0.1:${port}`
    await untilAnswers(server, origin)
    return { remote: { address: `${user.username}@localhost:${port}`, token: await tokenFor(origin, site) }, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (!address || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

async function untilAnswers(server: ChildProcess, origin: string): Promise<void> {
  while (server.exitCode === null) {
    const answer = await fetch(origin).catch(() => null)
    if (answer) return
    await pause(50)
  }
  throw new Error('armadietto has ended.')
}

const post = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

/** Signs up, and allows what the dialog of the server's would ask: the implicit grant of OAuth. */
async function tokenFor(origin: string, site: string): Promise<string> {
  const signed = await post(`${origin}/signup`, user)
  if (signed.status !== 201) throw new Error(`Signing up was answered with ${signed.status}.`)
  const asked = { client_id: site, redirect_uri: `${site}/`, response_type: 'token', scope: 'bench:rw' }
  const allowed = await post(`${origin}/oauth`, { ...asked, ...user, allow: 'Allow' })
  const token = /[#&]access_token=([^&]+)/.exec(allowed.headers.get('location') ?? '')?.[1]
  if (!token) throw new Error(`There is no token in the answer, which was ${allowed.status}.`)
  return decodeURIComponent(token)
}
