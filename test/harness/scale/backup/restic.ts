/** `restic`, the backup program that many trust: the same records as one file of JSON Lines, into a repository on the disk. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Made } from './records.ts'

const run = promisify(execFile)

/** Milliseconds, and what the repository grew by. */
export interface ResticRound {
  first: { milliseconds: number; bytes: number }
  second: { milliseconds: number; bytes: number }
  restore: { milliseconds: number }
}

export async function resticRound(records: readonly Made[]): Promise<ResticRound> {
  const folder = await mkdtemp(join(tmpdir(), 'allod-restic-'))
  const [repository, file] = [join(folder, 'repository'), join(folder, 'records.jsonl')]
  const env = { ...process.env, RESTIC_PASSWORD: 'of the figures', RESTIC_REPOSITORY: repository }
  const restic = async (...args: string[]) => {
    const began = performance.now()
    await run('restic', ['--quiet', '--cache-dir', join(folder, 'cache'), ...args], { env })
    return performance.now() - began
  }
  const write = (some: readonly Made[]) => writeFile(file, some.map(record => `${JSON.stringify(record)}\n`).join(''))
  try {
    await restic('init')
    const empty = await sizeOf(repository)
    await write(records)
    const first = await restic('backup', file)
    const once = await sizeOf(repository)
    const middle = Math.floor(records.length / 2)
    await write(records.map((record, i) => (i === middle ? { ...record, title: 'changed since' } : record)))
    const second = await restic('backup', file)
    const twice = await sizeOf(repository)
    const restore = await restic('restore', 'latest', '--target', join(folder, 'restored'))
    return {
      first: { milliseconds: first, bytes: once - empty },
      second: { milliseconds: second, bytes: twice - once },
      restore: { milliseconds: restore },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true })
  const sizes = entries.map(async entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? sizeOf(path) : (await stat(path)).size
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
