import { rmSync } from 'node:fs'
import { expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { attackerOf, test } from '../harness/attacks/attacker.firefox.ts'
import { makeStranger, pry, strangerId } from '../harness/attacks/stranger.ts'
import { ask, type Tab } from '../harness/driver.ts'
import { launch } from '../harness/firefox.ts'
import { all } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

const uuid = '57a46e00-0000-4000-8000-000000000000'
const ours = { id: 'allod@allod.invalid', uuid: 'a110d000-0000-4000-8000-000000000000' }

test(
  'another extension speaks to ours, reads its files and reaches into its windows: nothing',
  verify,
  async ({ hostile }) => {
    const folder = makeStranger()
    const uuids = JSON.stringify({ [ours.id]: ours.uuid, [strangerId]: uuid })
    const firefox = await launch({
      prefs: { 'extensions.webextensions.uuids': uuids, 'network.dns.localDomains': 'a.test,b.test' },
    })
    try {
      await firefox.browser.installExtension(folder)
      const attacker = attackerOf(firefox, hostile)
      await ask(attacker, await attacker.open('a.test'), [all('notes', 'read')])
      const page: Page = await firefox.browser.newPage()
      const address = `moz-extension://${uuid}/stranger.html`
      page.goto(address).catch(() => {}) // never resolves on a page of an extension
      await expect.poll(() => page.evaluate(() => location.href).catch(() => '')).toBe(address)
      expect(await (page as Tab).evaluate(pry, { id: ours.id, extension: firefox.origin })).toEqual([])
    } finally {
      await firefox.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
