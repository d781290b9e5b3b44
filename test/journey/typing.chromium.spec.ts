import { expect, test } from '../harness/browser.ts'
import type { Chromium } from '../harness/chromium.ts'
import { connectAndAllow, type Editor, openEditor, serveEditors, shownIn, textOf } from '../harness/editors.ts'

const length = 300

for (const stops of [0, 2]) {
  const when = stops === 0 ? '' : `, the background stopped ${stops} times in between`
  test(`two origins type ${length} characters each at once into one text${when}`, async ({
    browserWithAllod: browser,
  }) => {
    const { first, second, close } = await openBoth(browser)
    const stop = await browser.workerStopper()

    const typing = Promise.all([type(first, 'q'), type(second, 'c')])
    for (let i = 1; i <= stops; i++) {
      await expect.poll(async () => (await shownIn(first)).length).toBeGreaterThan(i * 80)
      await stop()
    }
    await typing

    const both = (text: string) => [count(text, 'q'), count(text, 'c'), text.length]
    for (const editor of [first, second]) {
      await expect
        .poll(async () => both(await shownIn(editor)), { timeout: 20_000 })
        .toEqual([length, length, 2 * length])
    }
    expect(await shownIn(first)).toBe(await shownIn(second))
    expect(await textOf(first)).toBe(await shownIn(first))
    expect(await textOf(second)).toBe(await shownIn(first))
    await close()
  })
}

async function openBoth(browser: Chromium) {
  const servers = await serveEditors()
  const first = await openEditor(browser.context, servers.quill, 'quill')
  await connectAndAllow(first)
  await first.page.getByRole('button', { name: 'New document' }).click()
  await first.text.waitFor()
  const second = await openEditor(browser.context, servers.codemirror, 'codemirror')
  await connectAndAllow(second)
  await second.text.waitFor()
  return { first, second, close: servers.close }
}

async function type({ text }: Editor, letter: string): Promise<void> {
  await text.pressSequentially(letter.repeat(length))
}

const count = (text: string, letter: string) => text.split(letter).length - 1
