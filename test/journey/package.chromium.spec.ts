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
          import { AllodError, bindText, getBroker, scope } from 'allod'
          const broker = await getBroker()
          const found = broker === window.allod
          const error = await broker.collection('notes').put({}).catch(error => error)
          const asked = await broker.permissions.request({ scopes: [scope('notes', 'read')] }).catch(error => error)
          const unbound = await bindText({}, broker.collection('notes').text('1', 'body')).catch(error => error)
          window.seen = {
            found,
            codes: [error, asked].map(error => error instanceof AllodError && error.code),
            unbound: [unbound instanceof AllodError, unbound.message],
          }
        </script>`,
      ],
    ]),
  )
  const page = await browser.context.newPage()
  await page.goto(server.origin('plain'))
  const seen = await page.waitForFunction(() => (window as unknown as { seen?: object }).seen)
  expect(await seen.jsonValue()).toEqual({
    found: true,
    codes: ['not_permitted', 'user_activation_required'],
    unbound: [false, expect.stringContaining('bindText needs the package yjs')],
  })
  await server.close()
})
