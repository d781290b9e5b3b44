import { readFileSync } from 'node:fs'
import { expect, test } from '../harness/browser.ts'
import { serve } from '../harness/serve.ts'

test('a page without a bundler and without yjs uses the package by an import map', async ({
  browserWithAllod: browser,
}) => {
  const server = await serve(
    new Map([
      ['/vendor/allod.js', readFileSync(new URL('../../lib/client/dist/allod.js', import.meta.url), 'utf8')],
      [
        '/',
        `<!doctype html><script type="importmap">{ "imports": { "allod": "/vendor/allod.js" } }</script>
        <script type="module">
          import { AllodError, bindText, getBroker } from 'allod'
          window.seen = look()
          async function look() {
            const broker = await getBroker()
            const found = broker === window.allod
            const notes = broker.collection('notes')
            const refused = await notes.put({}).catch(error => error)
            const aborted = await notes.watch({}, console.log, { signal: AbortSignal.abort() }).catch(error => error)
            const unbound = await bindText({}, notes.text('1', 'body')).catch(error => error)
            return {
              found,
              codes: [refused, aborted].map(error => error instanceof AllodError && error.code),
              unbound: [unbound instanceof AllodError, unbound.message],
            }
          }
        </script>`,
      ],
    ]),
  )
  const page = await browser.context.newPage()
  await page.goto(server.origin('plain'))
  const seen = await page.evaluate(() => (window as unknown as { seen: Promise<object> }).seen)
  expect(seen).toEqual({
    found: true,
    codes: ['not_permitted', 'aborted'],
    unbound: [false, expect.stringContaining('bindText needs the package yjs')],
  })
  await server.close()
})
