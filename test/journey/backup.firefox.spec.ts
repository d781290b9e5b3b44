import { missingFor } from '../../scripts/servers.mjs'
import { test as base, driverOf } from '../harness/driver.firefox.ts'
import { backup, type Owner } from '../harness/journeys/backup.ts'
import { long, verify } from '../harness/tags.ts'
import { startLighttpd } from '../servers/lighttpd.ts'

const test = base.extend<{ owner: Owner }>({
  owner: async ({ fresh, driver, site }, use) => {
    base.skip(!process.env.CI && missingFor('lighttpd').length > 0, 'lighttpd is not installed')
    const server = await startLighttpd()
    await use({
      driver,
      server,
      // Firefox takes away with the extension what it stored.
      async loseEverything() {
        await fresh.uninstall()
        await fresh.install()
        return driverOf(fresh, site)
      },
    })
    await server.stop()
  },
})

test.setTimeout(300_000)

// Each takes long in Firefox: the first of them plays before anything lands.
for (const [i, [title, journey]] of Object.entries(backup).entries()) {
  test(title, i > 0 ? long : verify, ({ owner }) => journey(owner))
}
