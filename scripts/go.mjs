// `npm start` and `npm test` from a bare checkout: only what node itself brings is imported before `npm ci` has run.
import { fileURLToPath } from 'node:url'
import { provideBrowsers } from './browsers.mjs'
import { installPackages } from './packages.mjs'
import { endWithChildren } from './processes.mjs'

const commands = { start: './start.mjs', test: './test.mjs' }
const command = process.argv[2]

if (!Object.hasOwn(commands, command)) {
  console.error('Say `npm start` or `npm test`.')
  process.exit(2)
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
endWithChildren()
try {
  await installPackages()
  await provideBrowsers({ firefox: command === 'test' })
  const { main } = await import(commands[command])
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
