/** The background idles while a page calls by its lane alone. In a browser that nobody is attached to: a driver keeps it awake. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { extensionArgs, findChromium } from '../../scripts/browsers.mjs'
import { launch } from '../harness/chromium.ts'
import { processesOf } from '../harness/processes.ts'
import { all, grant, html } from '../harness/site.ts'
import { long } from '../harness/tags.ts'

const extension = fileURLToPath(new URL('../../.output/chrome-mv3', import.meta.url))

/** A call every four seconds, for as many as a background sleeps after thrice. It tells the server what it has seen. */
const page = html.replace(
  '<title>',
  `<script>
    const { postMessage } = MessagePort.prototype
    const ways = new Set()
    let last
    MessagePort.prototype.postMessage = function (message, ...more) {
      if (message?.calls?.length > 0) {
        ways.add(this)
        last = [...ways].indexOf(this)
      }
      return postMessage.call(this, message, ...more)
    }
    const tell = told => fetch('/told', { method: 'POST', body: JSON.stringify(told) })
    const begin = async () => {
      let disconnects = 0
      allod.addEventListener('disconnect', () => disconnects++)
      const notes = allod.collection('notes')
      const byLane = []
      for (let i = 0; i < 30; i++) {
        await notes.get('x')
        byLane.push(last > 0)
        await new Promise(resolve => setTimeout(resolve, 4_000))
      }
      return { disconnects, byLane: byLane.slice(1) }
    }
    onload = () => {
      if (location.hash !== '#go') return
      if (window.allod) begin().then(tell, error => tell(String(error)))
      else setTimeout(() => location.reload(), 500) // a browser may show its first page before it has the extension
    }
  </script><title>`,
)

// Not seen to fail: without `stayAwake` in lib/broker/start.ts the background of Chromium 156 lived as long. Says that it holds.
test('calls by the lane keep the background awake', long, async () => {
  test.setTimeout(300_000)
  const folder = mkdtempSync(join(tmpdir(), 'allod-awake-'))
  let tell = (_told: string) => {}
  const told = new Promise<string>(resolve => {
    tell = resolve
  })
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      let body = ''
      for await (const part of request) body += part
      tell(body)
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  }).listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    const address = `http://awake.localhost:${(server.address() as AddressInfo).port}/`
    const browser = await launch({ profile: folder })
    const tab = await browser.context.newPage()
    await tab.goto(address)
    await grant(browser, tab, [all('notes', 'read')], consent => consent.getByRole('radio', { name: 'Always' }).click())
    await browser.close()

    const alone = spawn((await findChromium()) as string, [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${folder}`,
      ...extensionArgs(extension),
      `${address}#go`,
    ])
    try {
      expect(JSON.parse(await told)).toEqual({ disconnects: 0, byLane: Array(29).fill(true) })
    } finally {
      alone.kill()
      await once(alone, 'exit')
      await expect.poll(() => processesOf(folder).length).toBe(0)
    }
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
