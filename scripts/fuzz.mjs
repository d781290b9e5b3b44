// `npm run fuzz [-- --seed 7 --count 100000]`: generated messages at the page's door of the built extension.
import { parseArgs } from 'node:util'
import { build } from './build.mjs'
import { run } from './processes.mjs'

const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string', default: '100000' } } })
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31))
console.log(`Seed ${seed}: say \`npm run fuzz -- --seed ${seed} --count ${values.count}\` to see the same again.`)
process.env.FUZZ_SEED = seed
process.env.FUZZ_COUNT = values.count
if ((await build()).length > 0) process.exit(1)
const { ok } = await run('playwright', ['test', '--project=chromium', '--reporter=list', 'attack/fuzz'])
process.exitCode = ok ? 0 : 1
