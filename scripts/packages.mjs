import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { step } from './processes.mjs'

/** Runs `npm ci` unless what is installed is what the lock file says. @param folder with a package.json of its own */
export async function installPackages(folder = '.') {
  const stamp = `${folder}/node_modules/.installed-lock`
  const lock = createHash('sha256')
    .update(await readFile(`${folder}/package-lock.json`))
    .digest('hex')
  const installed = await readFile(stamp, 'utf8').catch(() => '')
  if (installed === lock) return
  const where = folder === '.' ? [] : ['--prefix', folder]
  const name = folder === '.' ? 'packages' : `packages of ${folder}`
  if (!(await step(name, 'npm', ['ci', ...where, '--no-audit', '--no-fund']))) throw new Error('npm ci failed.')
  await writeFile(stamp, lock)
}
