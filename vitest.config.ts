import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { generateChromeMessages, parseMessagesFile } from '@wxt-dev/i18n/build'
import { defineConfig } from 'vitest/config'
import type { BrowserConfigOptions } from 'vitest/node'
import { findChromium } from './scripts/browsers.mjs'

const executablePath = await findChromium()

/** What the build makes of the texts; test/locales.ts hands them on. */
const messages = generateChromeMessages(
  await parseMessagesFile(fileURLToPath(new URL('locales/en.yml', import.meta.url))),
)
const alias = { '#i18n': fileURLToPath(new URL('.wxt/i18n/index.ts', import.meta.url)) }

/** Set by `npm run test:long`. */
const long = process.env.ALLOD_LONG === '1'
/** How many histories of several devices are merged, and which: CONTRIBUTING.md. */
const merging = {
  schedules: Number(process.env.MERGE_SCHEDULES ?? 100),
  seed: Number(process.env.MERGE_SEED ?? Math.floor(Math.random() * 2 ** 31)),
  path: process.env.MERGE_PATH ?? '',
}

/** Property tests take their time on a busy machine; nothing here is timed. */
const testTimeout = long ? 3_600_000 : 60_000

/** Debian's Chromium, without a window. */
const browser: BrowserConfigOptions = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] },
  }),
  instances: [{ browser: 'chromium' }],
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          provide: { messages, long, merging },
          testTimeout,
          environment: 'node',
          include: process.env.ALLOD_FREEZE_VECTORS ? ['test/vectors/freeze.ts'] : ['test/unit/**/*.test.ts'],
          setupFiles: ['test/locales.ts'],
        },
      },
      // The npm package, packed and used as a stranger would.
      { test: { name: 'package', testTimeout, environment: 'node', include: ['test/package/*.test.ts'] } },
      {
        // The store runs on the real thing: a browser's IndexedDB.
        resolve: { alias },
        test: {
          name: 'store',
          provide: { messages, long, merging },
          setupFiles: ['test/locales.ts'],
          testTimeout,
          include: process.env.ALLOD_FREEZE ? ['test/store/freeze.ts'] : ['test/store/**/*.test.ts'],
          browser,
        },
      },
      {
        // Our side of WebDAV and S3, against the servers themselves.
        test: {
          name: 'endpoints',
          testTimeout,
          hookTimeout: testTimeout,
          environment: 'node',
          include: ['test/endpoints/**/*.test.ts'],
          globalSetup: ['test/servers/setup.ts'],
        },
      },
      {
        // The backup, where it lives: on a browser's IndexedDB, with those servers behind a proxy.
        resolve: { alias },
        test: {
          name: 'sync',
          provide: { messages, long, merging },
          setupFiles: ['test/locales.ts'],
          testTimeout,
          hookTimeout: testTimeout,
          include: ['test/sync/**/*.test.ts'],
          globalSetup: ['test/servers/setup.ts'],
          browser,
        },
      },
    ],
  },
})
