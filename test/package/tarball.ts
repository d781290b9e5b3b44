/** The package `allod` as npm packs it, unpacked where a stranger would have it: far from this repository. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export interface Packed {
  tarball: string
  files: string[]
  /** A project that has installed the package, and yjs too if it wants to. */
  project(options: { yjs: boolean }): string
  remove(): void
}

/** Packs it, which builds it. */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'allod-package-'))
  const output = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
    cwd: join(root, 'lib/client'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [{ filename, files }] = JSON.parse(output.slice(output.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ]
  const tarball = join(folder, filename)
  execFileSync('tar', ['-xzf', tarball, '-C', folder])
  let projects = 0
  return {
    tarball,
    files: files.map(({ path }) => path).sort(),
    project({ yjs }) {
      const project = join(folder, `project-${++projects}`)
      mkdirSync(join(project, 'node_modules'), { recursive: true })
      cpSync(join(folder, 'package'), join(project, 'node_modules/allod'), { recursive: true })
      cpSync(join(import.meta.dirname, 'stranger'), project, { recursive: true })
      if (yjs) symlinkSync(join(root, 'node_modules/yjs'), join(project, 'node_modules/yjs'))
      return project
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
