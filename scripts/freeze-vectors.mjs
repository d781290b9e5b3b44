// Writes those files of test/vectors that are not there yet: see CONTRIBUTING.md.
import { run } from './processes.mjs'

process.env.ALLOD_FREEZE_VECTORS = '1' // vitest.config.ts takes test/vectors/freeze.ts for a test then
const { ok } = await run('vitest', ['run', '--project=unit', 'test/vectors/freeze.ts'])
process.exitCode = ok ? 0 : 1
