import { xss } from '../harness/attacks/xss.ts'
import { expect, test } from '../harness/browser.ts'
import { driverOf } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(xss)) {
  test(title, async ({ browserWithAllod: browser, site }) => {
    test.setTimeout(120_000)
    const heard: string[] = []
    browser.context.on('dialog', dialog => heard.push(`dialog: ${dialog.message()}`))
    browser.context.on('weberror', error => heard.push(`error: ${error.error().message}`))
    browser.context.on('console', message => {
      if (message.type() === 'error' && /-extension:/.test(message.location().url)) heard.push(message.text())
    })
    browser.context.on('request', request => {
      if (/stolen/.test(request.url())) heard.push(`request: ${request.url()}`)
    })
    await attack(driverOf(browser, site))
    expect(heard).toEqual([])
  })
}
