/** A server that is started for tests, in a folder of its own, and never outlives them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findProgram } from '../../scripts/apt.mjs'
import { missingFor } from '../../scripts/servers.mjs'

export type ServerKind = 'lighttpd' | 'nginx' | 'rgw'

/** The programs of one server: what they write stands in one folder, and goes with them. */
export class Programs {
  readonly folder: string
  readonly #running: ChildProcess[] = []

  /** @throws naming the Debian packages that are missing */
  static async in(kind: ServerKind): Promise<Programs> {
    const missing = missingFor(kind)
    if (missing.length > 0)
      throw new Error(`${kind} cannot be run: the Debian packages ${missing.join(', ')} are missing`)
    return new Programs(await mkdtemp(join(tmpdir(), `allod-${kind}-`)))
  }

  private constructor(folder: string) {
    this.folder = folder
  }

  /** What goes on until `stop`. */
  start(program: string, args: string[], env: Record<string, string> = {}): void {
    this.#running.push(this.#spawn(program, args, env))
  }

  /** What ends by itself. @returns whether it succeeded */
  async run(program: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
    const child = this.#spawn(program, args, env)
    this.#running.push(child)
    await ended(child)
    this.#running.splice(this.#running.indexOf(child), 1)
    return child.exitCode === 0
  }

  /** A server does not say when it is ready: it is asked, as long as it lives. */
  async until(isReady: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 120_000
    while (!(await isReady())) {
      const dead = this.#running.find(hasEnded)
      if (dead) await this.#giveUp(`${dead.spawnargs.join(' ')} has ended`)
      if (Date.now() > end) await this.#giveUp('no answer within two minutes')
      await pause(50)
    }
  }

  /** The last one first: a gateway needs its cluster to leave in peace. */
  async stop(): Promise<void> {
    for (const child of this.#running.splice(0).reverse()) {
      if (hasEnded(child)) continue
      child.kill('SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended(child)
      clearTimeout(impatience)
    }
    await rm(this.folder, { recursive: true, force: true })
  }

  #spawn(program: string, args: string[], env: Record<string, string>): ChildProcess {
    const output = openSync(join(this.folder, 'output.log'), 'a')
    // The kernel ends it when we die, however we do. Linux alone can; elsewhere it is ended when we leave in order.
    const guard = findProgram('setpriv')
    const all = [...(guard ? [guard, '--pdeathsig', 'TERM'] : []), findProgram(program) ?? program, ...args]
    const child = spawn(all[0] as string, all.slice(1), {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    })
    closeSync(output)
    child.on('error', () => {}) // told by `until`: it has no process, or an exit code
    // Asked, not killed: nginx ends its workers then, and would leave them behind otherwise.
    const end = () => child.kill('SIGTERM')
    process.once('exit', end)
    child.once('exit', () => process.off('exit', end))
    return child
  }

  async #giveUp(why: string): Promise<never> {
    const words = await this.#lastWords()
    await this.stop()
    throw new Error(`${why}:\n${words}`)
  }

  async #lastWords(): Promise<string> {
    const logs = (await readdir(this.folder)).filter(name => name.endsWith('.log'))
    const texts = await Promise.all(logs.map(name => readFile(join(this.folder, name), 'utf8')))
    return texts.map((text, i) => `── ${logs[i]}\n${text.trim().split('\n').slice(-10).join('\n')}`).join('\n')
  }
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null

function ended(child: ChildProcess): Promise<void> {
  return new Promise(done => {
    if (hasEnded(child)) done()
    else child.once('exit', () => done())
  })
}

/** As many as are asked for, one after the other. Below those that the system gives to outgoing connections. */
export async function freePorts(count = 1): Promise<number> {
  for (;;) {
    const first = 10_000 + Math.floor(Math.random() * 20_000)
    const ports = Array.from({ length: count }, (_, i) => first + i)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(done => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}
