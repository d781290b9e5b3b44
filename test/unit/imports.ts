/** Reads what a source file imports, from its text: what TypeScript would erase is told from what runs. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export interface Import {
  /** As written: `../store/index.ts`, `yjs`. */
  from: string
  /** Wholly erased. `import { type A }` is not: under `verbatimModuleSyntax` the module is still loaded. */
  typesOnly: boolean
}

export function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && !name.includes('node_modules'))
    .map(name => join(folder, name))
    .sort()
}

const declaration = /^[ \t]*(?:import|export)\b([^'"`;=()]*?)\bfrom\s*['"]([^'"]+)['"]/gm
const bare = /^[ \t]*import\s*['"]([^'"]+)['"]/gm

/** @param source of one module */
export function importsIn(source: string): Import[] {
  const text = withoutComments(source)
  const named = [...text.matchAll(declaration)].map(([, what = '', from = '']) => ({
    from,
    typesOnly: /^\s+type\s+(?:[*{]|\w+\s*$)/.test(what),
  }))
  return [...named, ...[...text.matchAll(bare)].map(([, from = '']) => ({ from, typesOnly: false }))]
}

/** Modules fetched while the code runs, and `require`. A type written `import('…').A` counts: there is no need for it. */
export function importsLater(source: string): boolean {
  return /(?<![.\w])(?:import|require)\s*\(/.test(withoutComments(source))
}

export const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Where a relative import leads, from the root; undefined for a package. */
export function targetOf(file: string, from: string): string | undefined {
  return from.startsWith('.') ? relative(root, resolve(root, dirname(file), from)) : undefined
}

/** `@noble/hashes/sha2.js` → `@noble/hashes`. `#i18n` is what @wxt-dev/i18n makes of our texts. */
export function packageOf(from: string): string {
  if (from === '#i18n') return '@wxt-dev/i18n'
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}
