// `npm run bench [-- --quick] [-- --only get,put] [-- --rounds 9]`: test/bench/README.md says what is compared with what.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPackages } from './packages.mjs'
import { endWithChildren, run, step } from './processes.mjs'

const options = { quick: { type: 'boolean', default: false }, only: { type: 'string' }, rounds: { type: 'string' } }
const { values } = parseArgs({ options })
process.env.ALLOD_BENCH_QUICK = values.quick ? '1' : ''
process.env.ALLOD_BENCH_ONLY = values.only ?? ''
process.env.ALLOD_BENCH_ROUNDS = values.rounds ?? ''

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
endWithChildren()
await installPackages()
await installPackages('test/bench')
const steps = [
  ['extension for Chromium', 'wxt', ['build', '-b', 'chrome']],
  ['types of the bench’s page', 'tsc', ['--project', 'test/bench']],
  ['the bench’s page', 'vite', ['build', '--config', 'test/bench/vite.config.ts']],
]
for (const [name, command, args] of steps) if (!(await step(name, command, args))) process.exit(1)
const { ok } = await run('playwright', ['test', '--project=bench', '--reporter=line'])
process.exitCode = ok ? 0 : 1
