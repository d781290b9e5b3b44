// Two defences stand here. With a record's title in the dashboard's list, or the reason in the consent window, shown
// through `dangerouslySetInnerHTML`, the pages' Trusted Types let nothing in, and the test misses the text; with the
// policy taken out of wxt.config.ts as well, it saw the image, the frame and the link that stood there.
import { expect } from '@playwright/test'
import { ask, type Driver, grant, type Journeys, type Tab } from '../driver.ts'
import { all } from '../site.ts'

const payloads = [
  '<img src=/stolen.png onerror="window.stolen=1">',
  '<svg onload="window.stolen=1"><script>window.stolen=1</script></svg>',
  '"><iframe src="javascript:window.stolen=1"></iframe>',
  'javascript:window.stolen=1',
  '\u202egnp.exe\u2066\u200b',
  '<a href="javascript:window.stolen=1">x</a>',
  '{{constructor.constructor("window.stolen=1")()}}',
]

export const xss: Journeys = {
  'markup, scripts and bidi controls in records, names, ids and reasons are text to the owner’s pages':
    async driver => {
      const page = await driver.open('xss')
      await grant(driver, page, [all('com.example.img-src-x', 'read', 'create')])
      await page.evaluate(async payloads => {
        const notes = window.allod.collection('com.example.img-src-x')
        for (const [i, payload] of payloads.entries()) {
          const id = payload.replaceAll(/[\p{C}]/gu, '').slice(0, 200)
          const name = payload.replaceAll(/[\p{C}]/gu, '').slice(0, 100)
          await notes.put({
            id,
            title: payload,
            [name]: payload,
            nested: { [payload]: [payload] },
            url: `${payload}${i}`,
          })
        }
      }, payloads)
      const ids = await page.evaluate(async () => {
        const { records } = await window.allod.collection('com.example.img-src-x').find()
        return records.map(({ id }) => id)
      })
      expect(ids).toHaveLength(payloads.length)

      const routes = ['', '#sites', '#storage', '#data/com.example.img-src-x']
      for (const id of ids) routes.push(`#data/com.example.img-src-x/id/${encodeURIComponent(id)}`)
      for (const route of [
        ...routes,
        ...payloads.map(payload => `#${encodeURIComponent(payload)}`),
        '#data/%3Cimg%20src=x%3E',
      ]) {
        const dashboard = await driver.ownPage(`dashboard.html${route}`)
        await untilDrawn(dashboard)
        if (route === routes[3]) await expect.poll(() => textOf(dashboard)).toContain(payloads[0])
        await expectClean(dashboard)
        await dashboard.close()
      }
      const popup = await driver.popup()
      await untilDrawn(popup)
      await expectClean(popup)
      await lookAtConsent(driver, page)
    },
}

/** Names in a request, which the door lets pass or refuses, and a reason that is quoted. */
async function lookAtConsent(driver: Driver, page: Tab): Promise<void> {
  for (const payload of payloads.slice(0, 6)) {
    const fields = [payload.replaceAll(/[\p{C}]/gu, '')]
    const scopes = [{ collection: 'com.example.img-src-x', access: ['read' as const], fields, records: 'own' as const }]
    const shown = await ask(driver, page, [...scopes, all(`com.example.img${fields[0]?.length}`, 'create')], payload)
    expect(await shown.text()).toContain(payload)
    await expectClean(shown)
    expect(await shown.text()).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/)
    await shown.close()
    await page.evaluate(() => window.outcome)
    if (payload === payloads[1]) break // a third dismissal would be one too many
  }
}

const textOf = (page: Tab) => page.evaluate(() => document.body?.innerText ?? '')
const untilDrawn = (page: Tab) => expect.poll(async () => (await textOf(page)).trim().length).toBeGreaterThan(20)

/** No script has run, nothing was asked of any server, and no element came out of what was written. */
async function expectClean(page: Pick<Tab, 'evaluate'>): Promise<void> {
  const seen = await page.evaluate(() => ({
    stolen: 'stolen' in window,
    requests: performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter(name => !/\.(js|css|svg|png|woff2)$/.test(name) || name.includes('stolen')),
    elements: [
      ...document.querySelectorAll('iframe, object, embed, script:not([src]), [onload], [onerror], img[src*="stolen"]'),
    ].map(({ outerHTML }) => outerHTML),
    links: [...document.querySelectorAll('a')]
      .map(({ href }) => href)
      .filter(href => !/^(chrome|moz)-extension:|^https?:/.test(href)),
  }))
  expect(seen).toEqual({ stolen: false, requests: [], elements: [], links: [] })
}
