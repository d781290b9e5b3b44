import { mkdir, rm } from 'node:fs/promises'
import { build } from './build.mjs'
import { run, step } from './processes.mjs'
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
  ['types', 'tsc', ['--noEmit']],
  ['style', 'biome', ['check', '--error-on-warnings', '.']],
]

/** Checks, builds, then every test; those that are marked as long only when asked for. The last line is the sum. */
export async function main({ more = [], long = process.argv.includes('--long') } = {}) {
  if (long) process.env.ALLOD_LONG = '1' // vitest.config.ts hands it on
  await rm(reports, { recursive: true, force: true }) // an old report must not be counted
  await mkdir(reports, { recursive: true })
  const results = [await check([...checks, ...more])]

  const failedBuilds = await build()
  results.push({ ...noTests, failed: failedBuilds })
  if (failedBuilds > 0) console.log('\nNo tests were run, because there is nothing to run them on.')
  else {
    if (!(await step('budget', process.execPath, ['scripts/budget.mjs']))) results.push({ ...noTests, failed: 1 })
    const all = { ...runners, journeys: long ? journeys : [...journeys, '--grep-invert=@long'] }
    if (long) process.env.MERGE_SCHEDULES ??= '10000'
    process.env.MERGE_SEED ??= String(Math.floor(Math.random() * 2 ** 31))
    console.log(`Histories of several devices: MERGE_SEED=${process.env.MERGE_SEED}`)
    for (const [name, [command, ...args]] of Object.entries(all)) {
      console.log(`\n── ${name}`)
      const { ok } = await run(command, args)
      results.push(await readReport(`${reports}/${name}.json`, ok))
    }
  }

  const { passed, failed, skipped } = sum(results)
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed > 0 ? 1 : 0
}

async function check(checks) {
  await step('generated types', 'wxt', ['prepare'])
  let failed = 0
  for (const [name, command, args] of checks) if (!(await step(name, command, args))) failed += 1
  return { ...noTests, failed }
}
