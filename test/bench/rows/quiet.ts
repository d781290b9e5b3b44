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

const paths = {
  short: { path: '/', words: 'a short page' },
  long: { path: '/long.html', words: 'a long page with 50 frames' },
}

const scripts = Object.entries(paths).map(
  ([id, { path, words }]): Row => ({
    id: `page-added-${id}`,
    words: `added time at document start, ${words} (traced)`,
    unit: 'ms',
    ours: 'Allod',
    goal: { of: 'ours', most: 0.5 },
    async open(bench) {
      const { ours } = await quietBrowsers(bench)
      return { ours: () => ours.injected(path) }
    },
  }),
)

/** By the page's own clock: a few tenths of a millisecond are less than how much one load differs from the next. */
const times = Object.entries(paths).map(
  ([id, { path, words }]): Row => ({
    id: `page-${id}`,
    words: `${words}: until ${id === 'short' ? 'its first script runs' : 'it has loaded'}`,
    unit: 'ms',
    ours: 'with the extension',
    theirs: 'without',
    async open(bench) {
      const { ours, theirs } = await quietBrowsers(bench)
      const until = id === 'short' ? 'began' : 'loaded'
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

export const quiet: Row[] = [script, ...scripts, ...times, memory]
