/** Two browsers of one owner, each with a word processor open, and a server between them that can read nothing. */
import { expect, test } from '../harness/backup.chromium.ts'
import { restoreBackup, setUpBackup } from '../harness/backup-page.ts'
import { launch } from '../harness/chromium.ts'
import { connectAndAllow, type Editor, openEditor, serveEditors, shownIn } from '../harness/editors.ts'
import { ownPageOf } from '../harness/own-page.chromium.ts'
import { untilSays } from '../harness/own-page.ts'
import { verify } from '../harness/tags.ts'

/** Written, waited for, uploaded, looked for, downloaded: each step takes some seconds. */
const patience = { timeout: 90_000 }

test('two browsers write one text through a server, and both end with the same words', verify, async ({ server }) => {
  const editors = await serveEditors()
  const [first, second] = [await launch(), await launch()]
  const dashboards = await Promise.all([first, second].map(browser => browser.extensionPage('dashboard.html#backup')))
  const [here, there] = dashboards.map(ownPageOf) as [ReturnType<typeof ownPageOf>, ReturnType<typeof ownPageOf>]
  const words = await setUpBackup(here, server.endpoint)
  await here.click('Done')

  const quill = await openEditor(first.context, editors.quill, 'quill')
  await connectAndAllow(quill)
  await quill.page.getByRole('button', { name: 'New document' }).click()
  await quill.text.waitFor()
  await quill.text.pressSequentially('Bees. ')

  // What is not there yet comes later: the two go on from here.
  await restoreBackup(there, server.endpoint, words)
  await untilSays(there, /records? (was|were) restored/)
  const mirror = await openEditor(second.context, editors.codemirror, 'codemirror')
  await connectAndAllow(mirror)
  await expect.poll(() => shownIn(mirror), patience).toContain('Bees.')

  // Both at once, at their ends of the text.
  await Promise.all([atTheEnd(quill, 'Wax.'), atTheStart(mirror, 'Honey. ')])
  for (const editor of [quill, mirror]) {
    await editor.page.bringToFront()
    await expect.poll(() => shownIn(editor), patience).toMatch(/^Honey\. Bees\. ?Wax\./)
  }
  expect((await shownIn(quill)).trim()).toBe((await shownIn(mirror)).trim())
  await Promise.all([first.close(), second.close()])
  await editors.close()
})

async function atTheEnd({ text }: Editor, words: string): Promise<void> {
  await text.press('Control+End')
  await text.pressSequentially(words)
}

async function atTheStart({ text }: Editor, words: string): Promise<void> {
  await text.press('Control+Home')
  await text.pressSequentially(words)
}
