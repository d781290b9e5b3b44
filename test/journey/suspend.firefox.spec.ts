import { expect } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { allow, ask, connect, test, type, untilText } from '../harness/word-processor.firefox.ts'

test.use({ prefs: { 'extensions.background.idle.timeout': 1500 } })

test('what is typed while the background sleeps is kept once, and arrives in the other word processor', async ({
  fresh: firefox,
  sites,
}) => {
  const quill = await connect(firefox, sites.quill)
  await quill.locator('#create').click()
  await type(quill, 'One.')
  const codemirror = await connect(firefox, sites.codemirror)
  await untilText(codemirror, 'One.')

  await untilAsleep(quill)
  await type(quill, ' Two.')
  await untilText(codemirror, 'One. Two.')

  await untilAsleep(codemirror)
  await type(codemirror, ' Three.')
  await untilText(quill, 'One. Two. Three.')
  await untilText(codemirror, 'One. Two. Three.')

  expect(await bodies(quill)).toEqual(['One. Two. Three.'])
  await codemirror.reload()
  await untilText(codemirror, 'One. Two. Three.')
})

test('an owner may think for longer than the background stays awake', async ({ fresh: firefox, sites }) => {
  const { page, consent } = await ask(firefox, sites.quill)
  await untilAsleep(page)
  await allow(firefox, page, consent)
  expect(await bodies(page)).toEqual([])
})

/** Resolves when the background has fallen asleep under a page that still waits for something from it. */
function untilAsleep(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const asleep = new Promise(resolve => window.allod.addEventListener('disconnect', resolve, { once: true }))
    await window.allod.permissions.query() // so that it is awake now
    await asleep
  })
}

/** Every document that the site can read. */
const bodies = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => {
    const { records } = await window.allod.collection('documents').find({})
    return records.map(({ body }) => body)
  })
