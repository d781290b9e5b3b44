import { mkdir, rm } from 'node:fs/promises'
import { build } from './build.mjs'
import { run, steps } from './processes.mjs'
import { noTests, readReport, sum } from './reports.mjs'

const reports = 'test-results/reports'

/** Beside each other: the second lot mostly waits for servers. */
const lots = [
  ['unit', 'package', 'store'],
  ['endpoints', 'sync'],
]
const vitest = project => [
  'run',
  `--project=${project}`,
  '--passWithNoTests',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports}/${project}.json`,
]

/** The tags of test/harness/tags.ts that are left out. */
const leftOut = { quick: '@long|@verify', all: '@long' }
const journeys = level => [
  'test',
  '--project=chromium',
  '--project=firefox',
  '--pass-with-no-tests',
  ...(leftOut[level] ? [`--grep-invert=${leftOut[level]}`] : []),
]

const checks = [
  ['generated types', 'wxt', ['prepare']],
  ['types', 'tsc', ['--noEmit']],
  ['style', 'biome', ['check', '--error-on-warnings', '.']],
]

/**
 * Checks, builds, then the tests. The last lines name what failed, and give the sum.
 *
 * @param {{ more?: [string, string, string[]][], level?: 'quick' | 'all' | 'long' }} [options]
 */
export async function main({ more = [], level = process.argv.includes('--long') ? 'long' : 'quick' } = {}) {
  if (level === 'long') process.env.ALLOD_LONG = '1' // vitest.config.ts hands it on
  await rm(reports, { recursive: true, force: true }) // an old report must not be counted
  await mkdir(reports, { recursive: true })
  const results = [await check([...checks, ...more])]

  const failedBuilds = await build()
  results.push({ ...noTests, failures: failedBuilds })
  if (failedBuilds.length > 0) console.log('\nNo tests were run, because there is nothing to run them on.')
  else {
    results.push(await check([['budget', process.execPath, ['scripts/budget.mjs']]]))
    if (level === 'long') process.env.MERGE_SCHEDULES ??= '10000'
    process.env.MERGE_SEED ??= String(Math.floor(Math.random() * 2 ** 31))
    console.log(`Histories of several devices: MERGE_SEED=${process.env.MERGE_SEED}`)
    results.push(...(await units()), await runner('journeys', 'playwright', journeys(level)))
  }

  const { passed, failures, skipped } = sum(results)
  // At the very end: what a runner says of them stands thousands of lines above.
  console.log(['', ...failures.map(failure => `✗ ${failure}`)].join('\n'))
  console.log(`${passed} passed, ${failures.length} failed, ${skipped} skipped`)
  return failures.length > 0 ? 1 : 0
}

async function check(checks) {
  return { ...noTests, failures: await steps(checks) }
}

async function units() {
  const results = lots.map(async (projects, lot) => {
    const ended = []
    for (const project of projects) ended.push(await runner(project, 'vitest', vitest(project), { show: lot === 0 }))
    return ended
  })
  return (await Promise.all(results)).flat()
}

/** @param show whether its output is shown as it comes, or at its end */
async function runner(name, command, args, { show = true } = {}) {
  if (show) console.log(`\n── ${name}`)
  const { ok, output } = await run(command, args, { show })
  if (!show) console.log(`\n── ${name}\n${output}`)
  return readReport(name, `${reports}/${name}.json`, ok)
}
