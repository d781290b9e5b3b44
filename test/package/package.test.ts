import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Packed, pack, root } from './tarball.ts'

let packed: Packed
beforeAll(() => {
  packed = pack()
}, 60_000)
afterAll(() => packed?.remove())

const program = (name: string) => join(root, 'node_modules/.bin', name)

/** Runs a program, and throws what it has said when it fails. */
function run(name: string, args: string[], cwd: string): void {
  try {
    execFileSync(program(name), args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${name} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}

/** Bundles one module for the browser, as a website's own build would. @returns the code, and all its chunks as one */
async function bundle(project: string, source: string): Promise<{ entry: string; all: string }> {
  writeFileSync(join(project, 'entry.js'), source)
  const result = (await build({
    root: project,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, rolldownOptions: { input: join(project, 'entry.js') } },
  })) as Rolldown.RolldownOutput
  const chunks = result.output.filter(file => file.type === 'chunk')
  return { entry: chunks.find(chunk => chunk.isEntry)?.code ?? '', all: chunks.map(({ code }) => code).join('\n') }
}

test('the tarball holds one module, its types, a licence and a word of explanation', () => {
  expect(packed.files.filter(path => !path.startsWith('dist/types/'))).toEqual([
    'LICENSE',
    'README.md',
    'dist/allod.js',
    'package.json',
  ])
  expect(packed.files.filter(path => path.startsWith('dist/types/') && !path.endsWith('.d.ts'))).toEqual([])
  const project = packed.project({ yjs: false })
  const licence = readFileSync(join(project, 'node_modules/allod/LICENSE'), 'utf8')
  expect(licence).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'))
})

test('publint finds nothing', async () => {
  const pkgDir = join(packed.project({ yjs: false }), 'node_modules/allod')
  const { messages, pkg } = await publint({ pkgDir, level: 'suggestion', strict: true, pack: false })
  expect(messages.map(message => formatMessage(message, pkg))).toEqual([])
})

test('its types are found by every resolver that knows ES modules', () => {
  run('attw', [packed.tarball, '--profile', 'esm-only', '--no-emoji'], root)
})

test.each([
  ['a bundler', ['--module', 'preserve', '--moduleResolution', 'bundler']],
  ['Node', ['--module', 'nodenext', '--moduleResolution', 'nodenext']],
])(
  'its types hold without anything beside them, and stop what they should: resolved as %s does',
  (_as, how) => {
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--types', '']
    const target = ['--target', 'es2022', '--lib', 'es2022,dom', ...how]
    const alone = packed.project({ yjs: false })
    writeFileSync(join(alone, 'package.json'), '{ "type": "module" }')
    run('tsc', [...options, ...target, 'without-yjs.ts'], alone)
    const beside = packed.project({ yjs: true })
    writeFileSync(join(beside, 'package.json'), '{ "type": "module" }')
    run('tsc', [...options, '--skipLibCheck', ...target, 'with-yjs.ts', 'without-yjs.ts'], beside)
  },
  30_000,
)

test('whoever imports `scope` alone gets nothing else into the bundle', async () => {
  const { all } = await bundle(packed.project({ yjs: true }), `import { scope } from 'allod'; console.log(scope('a'))`)
  expect(all).not.toMatch(/yjs|applyUpdate|AllodError|getBroker/i)
  expect(all.length).toBeLessThan(400)
})

test('whoever binds a text gets yjs once', async () => {
  const source = `import { bindText } from 'allod'; import { Doc } from 'yjs'; bindText(new Doc(), window.field)`
  const { all } = await bundle(packed.project({ yjs: true }), source)
  expect(all.split('class Doc extends')).toHaveLength(2)
})

test('a bundle without yjs builds and has none in it', async () => {
  const source = `import { AllodError, getBroker } from 'allod'; console.log(await getBroker(), AllodError)`
  const { entry, all } = await bundle(packed.project({ yjs: false }), source)
  expect(entry).toContain('databroker:announce')
  expect(all).not.toMatch(/import\(|applyUpdate/)
})

test('without a bundler it loads where there is no yjs, and only `bindText` misses it', async () => {
  const project = packed.project({ yjs: false })
  expect(existsSync(join(project, 'node_modules/yjs'))).toBe(false)
  const file = pathToFileURL(join(project, 'node_modules/allod/dist/allod.js')).href
  const allod = (await import(/* @vite-ignore */ file)) as typeof import('allod')
  expect(await allod.getBroker()).toBeUndefined() // no window here either
  await expect(allod.bindText({} as never, {} as never)).rejects.toThrow('bindText needs the package yjs')
})
