import { spawn } from 'node:child_process'
import { delimiter, resolve } from 'node:path'

const children = new Set()
let ending = false

/** Runs a program of ours or of the system. Its output is shown, or kept and returned. */
export function run(command, args, { show = true } = {}) {
  const env = { ...process.env, PATH: resolve('node_modules/.bin') + delimiter + process.env.PATH }
  // A group of its own: Ctrl-C reaches it through us alone, once, and whatever it has started with it.
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', ...(show ? [1, 2] : ['pipe', 'pipe'])] })
  children.add(child)
  let output = ''
  const keep = chunk => {
    output += chunk
  }
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  return new Promise(done => {
    child.on('error', error => done({ ok: false, output: error.message }))
    child.on('close', code => {
      children.delete(child)
      if (!ending) done({ ok: code === 0, output }) // else nothing more is to be started
    })
  })
}

/** Runs a program quietly: one line when it succeeds, all it said when it does not. */
export async function step(name, command, args) {
  const start = performance.now()
  const { ok, output } = await run(command, args, { show: false })
  if (!ok) console.log(output.trim())
  console.log(`${ok ? '✓' : '✗'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  return ok
}

/**
 * Runs one after the other.
 *
 * @param {[name: string, command: string, args: string[]][]} all
 * @returns the names of those that failed
 */
export async function steps(all) {
  const failed = []
  for (const [name, command, args] of all) if (!(await step(name, command, args))) failed.push(name)
  return failed
}

/** No child outlives us: neither at Ctrl-C nor when we are told to end. */
export function endWithChildren() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (ending) return
      ending = true
      for (const child of children) {
        kill(child, signal)
        setTimeout(kill, 10_000, child, 'SIGKILL').unref()
        child.once('close', () => children.size === 0 && process.exit(130))
      }
      if (children.size === 0) process.exit(130)
    })
  }
}

function kill(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error // it has ended in the meantime
  }
}
