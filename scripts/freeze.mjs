// Freezes a database of the present version, for all later ones to upgrade: see CONTRIBUTING.md.
import { run } from './processes.mjs'

process.env.ALLOD_FREEZE = '1' // vitest.config.ts takes test/store/freeze.ts for a test then
const { ok } = await run('vitest', ['run', '--project=store', 'test/store/freeze.ts'])
process.exitCode = ok ? 0 : 1
