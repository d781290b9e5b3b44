import { mkdir, rm } from 'node:fs/promises'
import { build } from './build.mjs'
import { run, steps } from './processes.mjs'
import { noTests, readReport, sum } from './reports.mjs'

const reports = 'test-results/reports'
const vitest = project => [
  'vitest',
  'run',
  `--project=${project}`,
  '--passWithNoTests',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports}/${project}.json`,
]
const journeys = ['playwright', 'test', '--project=chromium', '--project=firefox', '--pass-with-no-tests']
const runners = Object.fromEntries(
  ['unit', 'package', 'store', 'endpoints', 'sync'].map(project => [project, vitest(project)]),
)

const checks = [
  ['generated types', 'wxt', ['prepare']],
  ['types', 'tsc', ['--noEmit']],
  ['style', 'biome', ['check', '--error-on-warnings', '.']],
]

/** Checks, builds, then every test; those that are marked as long only when asked for. The last lines name what failed, and give the sum. */
export async function main({ more = [], long = process.argv.includes('--long') } = {}) {
  if (long) process.env.ALLOD_LONG = '1' // vitest.config.ts hands it on
  await rm(reports, { recursive: true, force: true }) // an old report must not be counted
  await mkdir(reports, { recursive: true })
  const results = [await check([...checks, ...more])]

  const failedBuilds = await build()
  results.push({ ...noTests, failures: failedBuilds })
  if (failedBuilds.length > 0) console.log('\nNo tests were run, because there is nothing to run them on.')
  else {
    results.push(await check([['budget', process.execPath, ['scripts/budget.mjs']]]))
    const all = { ...runners, journeys: long ? journeys : [...journeys, '--grep-invert=@long'] }
    if (long) process.env.MERGE_SCHEDULES ??= '10000'
    process.env.MERGE_SEED ??= String(Math.floor(Math.random() * 2 ** 31))
    console.log(`Histories of several devices: MERGE_SEED=${process.env.MERGE_SEED}`)
    for (const [name, [command, ...args]] of Object.entries(all)) {
      console.log(`\n── ${name}`)
      const { ok } = await run(command, args)
      results.push(await readReport(name, `${reports}/${name}.json`, ok))
    }
  }

  const { passed, failures, skipped } = sum(results)
  // At the very end, because what a runner says of them stands thousands of lines above.
  console.log(['', ...failures.map(failure => `✗ ${failure}`)].join('\n'))
  console.log(`${passed} passed, ${failures.length} failed, ${skipped} skipped`)
  return failures.length > 0 ? 1 : 0
}

async function check(checks) {
  return { ...noTests, failures: await steps(checks) }
}
