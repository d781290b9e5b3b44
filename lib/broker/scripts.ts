/** What the browser is to put into which pages. Pure: from what the owner has chosen, and nothing else. */
import type { Settings } from '../store/index.ts'

/** One script, as `scripting.registerContentScripts` takes it. */
export interface PageScript {
  id: string
  js: string[]
  world: 'ISOLATED' | 'MAIN'
  matches: string[]
  runAt: 'document_start'
  /** They are there when the browser starts, before its first page is. */
  persistAcrossSessions: true
}

/** The bridge first, so that the page finds it. */
export const files = [
  { id: 'bridge', js: 'bridge.js', world: 'ISOLATED' },
  { id: 'page-api', js: 'page-api.js', world: 'MAIN' },
] as const

/**
 * The match pattern of one origin. Chromium takes a port, and without one means all of them. Firefox knows no ports: a
 * pattern there covers all origins of a host.
 */
export function patternOf(origin: string, takesPorts: boolean): string {
  const { protocol, hostname, port } = new URL(origin)
  const own = port || (protocol === 'https:' ? '443' : '80')
  return `${protocol}//${hostname}${takesPorts ? `:${own}` : ''}/*`
}

/** @param everySite the patterns of all pages that may have the API; @returns no pattern: nothing is registered */
export function matchesOf(
  { audience, asking }: Pick<Settings, 'audience' | 'asking'>,
  everySite: readonly string[],
  takesPorts: boolean,
): string[] {
  if (audience === 'everyone') return [...everySite]
  return [...new Set(asking.map(origin => patternOf(origin, takesPorts)))]
}

export function scriptsFor(matches: string[]): PageScript[] {
  if (matches.length === 0) return []
  return files.map(({ id, js, world }) => ({
    id,
    js: [js],
    world,
    matches,
    runAt: 'document_start',
    persistAcrossSessions: true,
  }))
}

/** What the browser tells of a registered script; some of it is left out where it is the default. */
export interface KnownScript {
  id: string
  js?: string[]
  world?: string
  matches?: string[]
  runAt?: string
}

/** Whether those are registered, and no others. */
export function areRegistered(known: readonly KnownScript[], wanted: readonly PageScript[]): boolean {
  const text = ({ id, js = [], world = 'ISOLATED', matches = [], runAt }: KnownScript) =>
    JSON.stringify([id, js.map(nameOf), world, matches.toSorted(), runAt])
  const there = new Set(known.map(text))
  return known.length === wanted.length && wanted.every(script => there.has(text(script)))
}

/** Some browsers give back a file with a slash before it, or its whole address. */
const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1)
