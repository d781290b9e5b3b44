// Builds the npm package `allod` as websites get it: one module, and the types that it needs.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './processes.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url))) // npm runs `prepack` in the package's own folder
const dist = 'lib/client/dist'
await rm(dist, { recursive: true, force: true })

const { build } = await import('vite')
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    lib: { entry: 'lib/client/index.ts', formats: ['es'], fileName: () => 'allod.js' },
    outDir: dist,
    target: 'es2022',
    minify: false, // whoever debugs a website reads it
    rolldownOptions: { external: ['yjs'] },
  },
})

const { ok } = await run('tsc', ['--project', 'lib/client'])
if (!ok) process.exit(1)
const types = join(dist, 'types')
for (const name of await readdir(types, { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue
  const text = await readFile(join(types, name), 'utf8')
  // TypeScript leaves the sources' own endings in place, and no source goes along.
  await writeFile(join(types, name), text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"))
}
