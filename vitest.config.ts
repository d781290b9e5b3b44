import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findChromium } from './scripts/browsers.mjs'

const executablePath = await findChromium()

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', environment: 'node', include: ['test/unit/**/*.test.ts'] } },
      // The npm package, packed and used as a stranger would.
      { test: { name: 'package', environment: 'node', include: ['test/package/*.test.ts'], testTimeout: 20_000 } },
      {
        // The store runs on the real thing: a browser's IndexedDB.
        test: {
          name: 'store',
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
