/** What a person does with two word processors and one document, step by step. */
import { expect } from '@playwright/test'
import { launch } from './chromium.ts'
import { connect, openEditor, serveEditors, shownIn } from './editors.ts'
import { openPopup } from './popup.ts'
import { codeOf, press } from './site.ts'

export interface Telling {
  say(words: string): void
  /** Keeps a picture of what is on the screen. */
  shoot(name: string, shot: (path: string) => Promise<unknown>): Promise<void>
}

export async function fourSteps({ say, shoot }: Telling): Promise<void> {
  const browser = await launch()
  const servers = await serveEditors()
  try {
    const quill = await openEditor(browser.context, servers.quill, 'quill')
    const codemirror = await openEditor(browser.context, servers.codemirror, 'codemirror')
    say('1. Two word processors stand open on two origins, and neither may see anything yet.')
    for (const { page } of [quill, codemirror]) {
      await expect(page.getByRole('button', { name: 'Connect my documents' })).toBeVisible()
      expect(await codeOf(page, `await allod.collection('documents').find()`)).toBe('not_permitted')
    }

    await quill.page.bringToFront()
    const first = await connect(quill)
    await expect(first.getByRole('alertdialog')).toContainText(quill.host)
    await shoot('consent', path => first.screenshot({ path }))
    await first.getByRole('radio', { name: 'Always' }).check()
    await press(first, 'Allow')
    await quill.page.getByRole('button', { name: 'New document' }).click()
    await quill.title.fill('A shared page')
    await quill.text.pressSequentially('Written in Quill.')
    say('2. The owner allowed Quill, and wrote a document in it.')
    await codemirror.page.bringToFront()
    const second = await connect(codemirror)
    await second.getByRole('radio', { name: 'Always' }).check()
    await press(second, 'Allow')
    await expect.poll(() => shownIn(codemirror)).toBe('Written in Quill.')
    await expect(codemirror.title).toHaveValue('A shared page')
    await codemirror.text.press('Control+End')
    await codemirror.text.pressSequentially(' And in CodeMirror.')
    await expect.poll(() => shownIn(quill)).toBe('Written in Quill. And in CodeMirror.')
    await Promise.all([
      quill.text.press('Control+Home').then(() => quill.text.pressSequentially('QQQQQQQQQQ')),
      codemirror.text.press('Control+End').then(() => codemirror.text.pressSequentially('CCCCCCCCCC')),
    ])
    const both = 'QQQQQQQQQQWritten in Quill. And in CodeMirror.CCCCCCCCCC'
    for (const editor of [quill, codemirror]) await expect.poll(() => shownIn(editor)).toBe(both)
    say(`   CodeMirror, allowed as well, showed it; both typed at once, and both show: ${both}`)
    await shoot('quill', path => quill.page.screenshot({ path }))
    await shoot('codemirror', path => codemirror.page.screenshot({ path }))

    const popup = await openPopup(browser, quill.page)
    expect(await popup.text(`Revoke ${codemirror.host}`)).toContain(`Revoke ${quill.host}`)
    await shoot('popup', path => popup.screenshot(path))
    await popup.click(`Revoke ${quill.host}`)
    await popup.text(`${quill.host} has no access`)
    await expect(quill.status).toContainText('Access was revoked')
    expect(await codeOf(quill.page, `await allod.collection('documents').find()`)).toBe('not_permitted')
    await shoot('revoked', path => quill.page.screenshot({ path }))
    await codemirror.page.bringToFront()
    await codemirror.text.press('Control+End')
    await codemirror.text.pressSequentially(' Still here.')
    await expect.poll(() => shownIn(codemirror)).toBe(`${both} Still here.`)
    say('3. One click in the popup ended Quill’s access at once; CodeMirror went on, with the document.')

    await quill.page.bringToFront()
    await press(await connect(quill), 'Allow')
    await expect.poll(() => shownIn(quill)).toBe(`${both} Still here.`)
    const stop = await browser.workerStopper()
    await quill.page.bringToFront()
    await quill.text.press('Control+End')
    const typing = quill.text.pressSequentially('0123456789'.repeat(6))
    await expect.poll(async () => (await shownIn(codemirror)).endsWith('0123456789')).toBe(true)
    await stop()
    await typing
    const all = `${both} Still here.${'0123456789'.repeat(6)}`
    for (const editor of [quill, codemirror]) await expect.poll(() => shownIn(editor)).toBe(all)
    expect(
      await quill.page.evaluate(async () => (await window.allod.collection('documents').find()).records),
    ).toMatchObject([{ title: 'A shared page', body: all }])
    say('4. The background was stopped in the middle of typing: nothing was lost, nothing doubled, and typing went on.')
    await shoot('after-a-stop', path => codemirror.page.screenshot({ path }))
  } finally {
    await browser.close()
    await servers.close()
  }
}
