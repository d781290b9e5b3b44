import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findChromium } from './scripts/browsers.mjs'

const executablePath = await findChromium()

/** Property tests take their time on a busy machine; nothing here is timed. */
const testTimeout = 60_000

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: { '#i18n': fileURLToPath(new URL('.wxt/i18n/index.ts', import.meta.url)) } },
        test: {
          name: 'unit',
          testTimeout,
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
          setupFiles: ['test/unit/locales.ts'],
        },
      },
      // The npm package, packed and used as a stranger would.
      { test: { name: 'package', testTimeout, environment: 'node', include: ['test/package/*.test.ts'] } },
      {
        // The store runs on the real thing: a browser's IndexedDB.
        test: {
          name: 'store',
          testTimeout,
          include: ['test/store/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
