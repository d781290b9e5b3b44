/** The two word processors of examples/, on two origins, as a person uses them. */
import type { BrowserContext, Locator, Page } from 'playwright'
import { type Server, serve } from './serve.ts'
import { isConsent, press } from './site.ts'

export interface Editor {
  page: Page
  host: string
  text: Locator
  title: Locator
  status: Locator
}

export async function serveEditors(): Promise<{ quill: Server; codemirror: Server; close(): Promise<void> }> {
  const [quill, codemirror] = await Promise.all([serve('examples/quill/dist'), serve('examples/codemirror/dist')])
  return { quill, codemirror, close: async () => void (await Promise.all([quill.close(), codemirror.close()])) }
}

export async function openEditor(
  context: BrowserContext,
  server: Server,
  name: 'quill' | 'codemirror',
): Promise<Editor> {
  const page = await context.newPage()
  const origin = server.origin(name)
  await page.goto(origin)
  return {
    page,
    host: new URL(origin).host,
    text: page.getByLabel('Document text'),
    title: page.getByRole('textbox', { name: 'Title' }),
    status: page.getByRole('status'),
  }
}

/** Presses the editor's button. @returns the consent window */
export async function connect({ page }: Editor): Promise<Page> {
  const opened = page.context().waitForEvent('page', isConsent)
  await page.getByRole('button', { name: 'Connect my documents' }).click()
  const consent = await opened
  await consent.getByRole('button', { name: 'Allow' }).waitFor()
  return consent
}

export async function connectAndAllow(editor: Editor): Promise<void> {
  await press(await connect(editor), 'Allow')
}

/** What the editor shows, line by line as the text has it. */
export function textOf({ page }: Editor): Promise<string> {
  return page.evaluate(async () => {
    const documents = window.allod.collection<{ body: string }>('documents')
    const { records } = await documents.find()
    return records[0]?.body ?? ''
  })
}

/** What stands on the screen. Each editor puts a line into an element of its own. */
export function shownIn({ text }: Editor): Promise<string> {
  return text.evaluate(element => [...element.children].map(line => line.textContent).join('\n'))
}
