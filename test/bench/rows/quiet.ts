/** What a page pays that never calls: with the extension, and in a browser without it. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { files } from '../../../lib/broker/scripts.ts'
import { quietBrowsers } from '../quiet.ts'
import type { Row } from '../row.ts'

const script: Row = {
  id: 'page-script',
  words: 'page that never calls: added script, gzip',
  unit: 'bytes',
  ours: 'Allod',
  goal: { of: 'ours', most: 4_096 },
  async open() {
    const sizes = files.map(({ js }) => {
      return gzipSync(readFileSync(new URL(`../../../.output/chrome-mv3/${js}`, import.meta.url))).length
    })
    return { ours: async () => sizes.reduce((sum, size) => sum + size, 0) }
  },
}

const pages = {
  start: { words: 'a short page: until its first script runs', path: '/', goal: 0.5 },
  long: { words: 'a long page with 50 frames: until its first script runs', path: '/long.html', goal: 0.5 },
  loaded: { words: 'the same: until it has loaded', path: '/long.html', goal: undefined },
} as const

const times = Object.entries(pages).map(
  ([id, { words, path, goal }]): Row => ({
    id: `page-${id}`,
    words: `page that never calls, ${words}`,
    unit: 'ms',
    ours: 'with the extension',
    theirs: 'without',
    ...(goal !== undefined && { goal: { of: 'difference', most: goal } }),
    async open(bench) {
      const { ours, theirs } = await quietBrowsers(bench)
      const until = id === 'loaded' ? 'loaded' : 'began'
      return { ours: () => ours.load(path, until), theirs: () => theirs.load(path, until) }
    },
  }),
)

const memory: Row = {
  id: 'page-memory',
  words: 'private memory of a tab that never calls',
  unit: 'MB',
  ours: 'with the extension',
  theirs: 'without',
  async open(bench) {
    const { ours, theirs } = await quietBrowsers(bench)
    return { ours: ours.memoryOfTab, theirs: theirs.memoryOfTab }
  },
}

export const quiet: Row[] = [script, ...times, memory]
