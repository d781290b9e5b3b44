// `npm start`, `npm test` and `npm run verify` from a bare checkout: only what node itself brings is imported before `npm ci` has run.
import { fileURLToPath } from 'node:url'
import { provideBrowsers } from './browsers.mjs'
import { installPackages } from './packages.mjs'
import { endWithChildren } from './processes.mjs'
import { provideServers } from './servers.mjs'

const commands = { start: './start.mjs', test: './test.mjs', verify: './verify.mjs' }
const command = process.argv[2]

if (!Object.hasOwn(commands, command)) {
  console.error('Say `npm start`, `npm test` or `npm run verify`.')
  process.exit(2)
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
endWithChildren()
try {
  await installPackages()
  await provideBrowsers({ firefox: command !== 'start' })
  if (command !== 'start') provideServers()
  const { main } = await import(commands[command])
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
