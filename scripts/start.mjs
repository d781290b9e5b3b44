import { resolve } from 'node:path'
import { extensionArgs } from './browsers.mjs'
import { build } from './build.mjs'
import { run } from './processes.mjs'
import { serve } from './serve.mjs'

// The same ports each time where they are free: an origin has a port in it, and permissions are kept by origin.
const editors = [
  { name: 'quill', port: 4601 },
  { name: 'codemirror', port: 4602 },
]

/** Shows Allod with two word processors: in a browser, or where there is no display, as a walk that leaves pictures. */
export async function main() {
  if ((await build()).length > 0) return 1
  return hasDisplay() ? show() : walk()
}

function hasDisplay() {
  return process.platform !== 'linux' || !!process.env.DISPLAY || !!process.env.WAYLAND_DISPLAY
}

async function walk() {
  console.log('\nThere is no display here, so a browser without a window walks through. Its pictures go to screens/.')
  const { ok } = await run('playwright', ['test', '--project=demo', '--pass-with-no-tests'])
  return ok ? 0 : 1
}

async function show() {
  const servers = []
  const addresses = []
  for (const { name, port } of editors) {
    const server = await serve(`examples/${name}/dist`, { port })
    servers.push(server)
    addresses.push(`http://${name}.localhost:${server.port}/`)
  }
  const browser = await openBrowser(addresses)
  const closed = new Promise(done => browser.once('close', done))
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal).once(signal, () => browser.close())
  console.log(`\n${addresses.join('\n')}\n\nBoth are open in the browser. It ends with Ctrl-C, or when you close it.`)
  await closed
  for (const server of servers) await server.close()
  return 0
}

async function openBrowser(addresses) {
  const { chromium } = await import('playwright')
  // A profile that stays, so that what is written is there at the next start.
  const browser = await chromium.launchPersistentContext(resolve('.profile'), {
    executablePath: process.env.ALLOD_CHROMIUM,
    headless: false,
    viewport: null,
    chromiumSandbox: process.getuid?.() !== 0, // Chromium has no sandbox for root
    handleSIGINT: false,
    handleSIGTERM: false,
    ignoreDefaultArgs: ['--enable-automation', '--disable-back-forward-cache'],
    args: extensionArgs(resolve('.output/chrome-mv3')),
  })
  const [first] = browser.pages()
  for (const address of addresses) {
    const page = address === addresses[0] && first ? first : await browser.newPage()
    await page.goto(address)
  }
  return browser
}
