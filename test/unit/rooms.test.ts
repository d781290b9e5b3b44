import { expect, test } from 'vitest'
import { importsIn, importsLater, packageOf, read, sourcesUnder, targetOf } from './imports.ts'

/** "Who may import whom", as the architecture has it. A room may always import itself. */
const rooms: Record<string, { imports?: string[]; types?: string[]; packages?: string[] }> = {
  protocol: { packages: ['zod'] },
  platform: { types: ['protocol'], packages: ['webextension-polyfill', '@noble/hashes'] },
  query: { types: ['protocol'], packages: ['pouchdb-collate'] },
  text: { imports: ['platform'], packages: ['yjs', 'fast-diff'] },
  crypto: { imports: ['protocol', 'platform'], packages: ['age-encryption', '@scure/bip39', '@scure/base'] },
  page: { types: ['protocol'] },
  client: { types: ['protocol'], packages: ['yjs'] },
  store: { imports: ['protocol', 'query', 'text', 'platform'], packages: ['idb'] },
  broker: { imports: ['protocol', 'query', 'store', 'platform'] },
  sync: {
    imports: ['protocol', 'store', 'crypto', 'platform'],
    packages: ['@scure/base', '@rgrove/parse-xml', 'aws4fetch'],
  },
  owner: { imports: ['protocol', 'broker', 'store', 'sync', 'platform'], packages: ['comlink'] },
  ui: {
    imports: ['protocol', 'crypto', 'platform'],
    packages: ['preact', 'comlink', 'punycode', 'fflate', 'fast-diff', '@tanstack/virtual-core', '@wxt-dev/i18n'],
  },
}

/** Entry points by their world: the website's page, the background, our own pages. */
const worlds: [RegExp, { imports: string[]; packages: string[] }][] = [
  [
    /^entrypoints\/background\.ts$/,
    // `page`: what it puts into a document at run time.
    { imports: ['broker', 'store', 'sync', 'owner', 'platform', 'protocol', 'page'], packages: [] },
  ],
  [/^entrypoints\/(page-api|bridge)(\.content)?\.ts$/, { imports: ['page'], packages: [] }],
  [
    /^entrypoints\/(consent|popup|dashboard|welcome)\//,
    { imports: ['ui', 'platform', 'protocol'], packages: ['preact'] },
  ],
  [/^entrypoints\/lane\//, { imports: ['page'], packages: [] }],
]

const sources = [...sourcesUnder('lib'), ...sourcesUnder('entrypoints')]

function lawOf(file: string): { imports: string[]; types: string[]; packages: string[] } | undefined {
  const room = /^lib\/([^/]+)\//.exec(file)?.[1]
  const law = room === undefined ? worlds.find(([path]) => path.test(file))?.[1] : rooms[room]
  return law && { imports: [], types: [], packages: [], ...law }
}

/** What is wrong with one import of one file; undefined where nothing is. */
function wrongWith(file: string, from: string, typesOnly: boolean): string | undefined {
  const law = lawOf(file)
  if (!law) return `${file} stands in no known room`
  const target = targetOf(file, from)
  if (target === undefined) {
    const known = law.packages.includes(packageOf(from))
    return known ? undefined : `${file} imports the package ${from}, which is not for its room`
  }
  if (target.startsWith('entrypoints/') && !/\.css$/.test(target))
    return `${file} imports ${target}: nobody imports entrypoints`
  if (/\.css$/.test(target)) return file.startsWith('entrypoints/') ? undefined : `${file} imports the style ${from}`
  const [folder, room = ''] = target.split('/')
  if (folder !== 'lib') return `${file} imports ${target}, which is outside lib/`
  if (file.startsWith(`lib/${room}/`) || law.imports.includes(room)) return undefined
  if (!law.types.includes(room)) return `${file} imports ${target}: its room may not import ${room}`
  return typesOnly ? undefined : `${file} imports ${target} at run time: its room may import types of ${room} alone`
}

test('no file imports what its room may not', () => {
  expect(sources.length).toBeGreaterThan(50)
  const wrong = sources.flatMap(file =>
    importsIn(read(file)).flatMap(({ from, typesOnly }) => wrongWith(file, from, typesOnly) ?? []),
  )
  expect(wrong).toEqual([])
})

test('every folder of lib is a known room', () => {
  const known = new Set(Object.keys(rooms))
  const found = new Set(sourcesUnder('lib').map(file => file.split('/')[1] ?? ''))
  expect([...found].filter(room => !known.has(room))).toEqual([])
})

test.each([
  ['idb', /^lib\/store\//],
  ['yjs', /^lib\/(text|client)\//],
  ['webextension-polyfill', /^lib\/platform\/browser\.ts$/],
  ['zod', /^lib\/protocol\/zod\.ts$/],
])('%s is imported in its own place alone', (name, place) => {
  const importers = sources.filter(file => importsIn(read(file)).some(({ from }) => packageOf(from) === name))
  expect(importers.length).toBeGreaterThan(0)
  expect(importers.filter(file => !place.test(file))).toEqual([])
})

test('every package that lib imports is pinned in package.json', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
  const packages = new Set(
    sources.flatMap(file =>
      importsIn(read(file))
        .filter(({ from }) => !from.startsWith('.'))
        .map(({ from }) => packageOf(from)),
    ),
  )
  expect([...packages].filter(name => !/^\d+\.\d+\.\d+$/.test(dependencies[name] ?? ''))).toEqual([])
})

test('whatever the background reaches is there from the start: a service worker cannot import later', () => {
  const reached = reachedFrom('entrypoints/background.ts')
  expect(reached.size).toBeGreaterThan(40)
  expect([...reached].filter(file => importsLater(read(file)))).toEqual([])
})

test('nothing that runs in a website’s tab loads more than its own room', () => {
  const reached = ['entrypoints/page-api.ts', 'entrypoints/bridge.ts'].flatMap(file => [...reachedFrom(file)])
  expect(reached.filter(file => !/^(lib\/page|entrypoints)\//.test(file))).toEqual([])
})

test('of our pages, the dashboard alone loads what opens recovery words', () => {
  const reach = (page: string) =>
    [...reachedFrom(`entrypoints/${page}/main.tsx`)].some(file => file.startsWith('lib/crypto/'))
  expect(['consent', 'popup', 'welcome', 'dashboard'].filter(reach)).toEqual(['dashboard'])
})

function reachedFrom(entry: string): Set<string> {
  const reached = new Set([entry])
  for (const file of reached) {
    for (const { from, typesOnly } of importsIn(read(file))) {
      const target = targetOf(file, from)
      if (target !== undefined && !typesOnly && /\.tsx?$/.test(target)) reached.add(target)
    }
  }
  return reached
}

test('the reader of imports sees every form of them', () => {
  const source = `
    import type { A } from './a.ts'
    import { type B } from './b.ts'
    import C, { type D } from './c.ts'
    import type E from './e.ts'
    import * as F from './f.ts'
    import './g.css'
    export * from './h.ts'
    export type * from './i.ts'
    export { type J } from './j.ts'
    import {
      k,
      type L,
    } from './k.ts'
    import type from './m.ts'
    // import { n } from './n.ts'
    export type { O } from './o.ts'
    export const p = 'from "./p.ts"'
  `
  expect(importsIn(source).map(({ from, typesOnly }) => (typesOnly ? `type ${from}` : from))).toEqual([
    'type ./a.ts',
    './b.ts',
    './c.ts',
    'type ./e.ts',
    './f.ts',
    './h.ts',
    'type ./i.ts',
    './j.ts',
    './k.ts',
    './m.ts',
    'type ./o.ts',
    './g.css',
  ])
  expect(importsLater(`const a = await import('./a.ts')`)).toBe(true)
  expect(importsLater(`let a: import('./a.ts').A`)).toBe(true)
  expect(importsLater(`// import('./a.ts')\nimportant(1); x.import(2); import.meta.url`)).toBe(false)
})

test.each([
  [
    'lib/store/a.ts',
    '../broker/index.ts',
    true,
    'lib/store/a.ts imports lib/broker/index.ts: its room may not import broker',
  ],
  [
    'lib/page/a.ts',
    '../protocol/errors.ts',
    false,
    'lib/page/a.ts imports lib/protocol/errors.ts at run time: its room may import types of protocol alone',
  ],
  ['lib/page/a.ts', '../protocol/errors.ts', true, undefined],
  ['lib/page/a.ts', 'zod', true, 'lib/page/a.ts imports the package zod, which is not for its room'],
  [
    'lib/broker/a.ts',
    '../../entrypoints/background.ts',
    false,
    'lib/broker/a.ts imports entrypoints/background.ts: nobody imports entrypoints',
  ],
  [
    'entrypoints/popup/main.tsx',
    '../../lib/broker/index.ts',
    false,
    'entrypoints/popup/main.tsx imports lib/broker/index.ts: its room may not import broker',
  ],
  ['lib/attic/a.ts', './b.ts', false, 'lib/attic/a.ts stands in no known room'],
  ['lib/broker/calls/a.ts', '../permit.ts', false, undefined],
])('%s importing %s (types only: %s) is judged', (file, from, typesOnly, verdict) => {
  expect(wrongWith(file, from, typesOnly)).toBe(verdict)
})
