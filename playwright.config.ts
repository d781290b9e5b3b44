import { defineConfig } from '@playwright/test'

// Every test starts its own browser with the built extension; see test/harness.
export default defineConfig({
  testDir: 'test',
  outputDir: 'test-results/playwright',
  fullyParallel: true,
  workers: 3, // on two cores: much of a test is waiting
  retries: 0,
  // Nothing is timed: a busy machine may take long, and a test that fails only takes longer to say so.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['json', { outputFile: 'test-results/reports/journeys.json' }]],
  projects: [
    { name: 'chromium', testMatch: '**/{journey,attack}/*.chromium.spec.ts' },
    { name: 'firefox', testMatch: '**/{journey,attack}/*.firefox.spec.ts' },
    { name: 'scale', testDir: 'test/scale', testMatch: '**/*.bench.ts', timeout: 0 },
    { name: 'bench', testDir: 'test/bench', testMatch: 'table.bench.ts', timeout: 0 },
    { name: 'demo', testDir: 'test/demo', testMatch: '**/*.demo.ts', timeout: 300_000 },
  ],
})
