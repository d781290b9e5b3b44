import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { step } from './processes.mjs'

const stamp = 'node_modules/.installed-lock'

/** Runs `npm ci` unless what is installed is what the lock file says. */
export async function installPackages() {
  const lock = createHash('sha256')
    .update(await readFile('package-lock.json'))
    .digest('hex')
  const installed = await readFile(stamp, 'utf8').catch(() => '')
  if (installed === lock) return
  if (!(await step('packages', 'npm', ['ci', '--no-audit', '--no-fund']))) throw new Error('npm ci failed.')
  await writeFile(stamp, lock)
}
