import { asleep } from '../harness/attacks/asleep.ts'
import { test } from '../harness/attacks/attacker.chromium.ts'
import { expect } from '../harness/browser.ts'
import { codeOf, setAsk } from '../harness/driver.ts'
import { all, isConsent } from '../harness/site.ts'

for (const [title, attack] of Object.entries(asleep)) test(title, ({ attacker }) => attack(attacker))

// Tried with a delay of 0 in lib/ui/consent/attention.ts: the click allowed.
test('a double click that lands on Allow of a window that has just opened grants nothing', async ({
  attacker,
  browserWithAllod: { context },
}) => {
  // The window stays as fresh as it was when it opened, however long the test takes to get there.
  await context.addInitScript(() => {
    if (!location.pathname.endsWith('/consent.html')) return
    const opened = performance.now()
    performance.now = () => opened
  })
  const page = await attacker.open('a.test')
  await setAsk(page, [all('notes', 'read')])
  await attacker.click(page)
  const consent = await attacker.consent()
  const shown = context.pages().find(isConsent)
  const box = await shown?.getByRole('button', { name: 'Allow' }).boundingBox()
  if (!shown || !box) throw new Error('There is no Allow to be clicked.')
  await shown.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { clickCount: 2 }).catch(() => {})
  expect(await codeOf(page, `await allod.collection('notes').find()`)).toBe('not_permitted')
  expect(await attacker.countConsents()).toBe(1)
  await consent.press('Deny')
})
