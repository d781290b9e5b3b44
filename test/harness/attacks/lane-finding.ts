/** A page that looks for the lane's frame in every way that it can. */
import { expect } from '@playwright/test'
import { codeOf, grant } from '../driver.ts'
import { spyOnLane, untilLane } from '../lane-spy.ts'
import { all, html } from '../site.ts'
import type { FrameAttacks } from './lane-frame.ts'

/** Everything that a page can notice of itself, from its first script on. `noticed` is one long text. */
const notices = `<script>
  window.seen = []
  const note = (...what) => seen.push(JSON.stringify(what))
  for (const type of PerformanceObserver.supportedEntryTypes) {
    new PerformanceObserver(list => { for (const entry of list.getEntries()) note('entry', entry) }).observe({ type, buffered: true })
  }
  new ReportingObserver(reports => { for (const { type, body } of reports) note('report', type, body) }, { buffered: true }).observe()
  addEventListener('securitypolicyviolation', ({ blockedURI, sourceFile }) => note('violation', blockedURI, sourceFile))
  for (const type of ['load', 'error', 'message', 'focus', 'blur']) {
    addEventListener(type, event => note(type, event.target?.outerHTML, event.data, event.composedPath().length), true)
  }
  new MutationObserver(records => {
    for (const { addedNodes } of records) for (const node of addedNodes) {
      note('node', node.outerHTML, node.innerHTML, !!node.shadowRoot)
      if (node.nodeName === 'DIV') hosts.push(node)
    }
    note('frames', length, frames.length, document.querySelectorAll('iframe').length)
  }).observe(document, { subtree: true, childList: true, attributes: true })
  window.hosts = []
</script>`

/** A frame that such a policy stops as well, so that the report of it tells that all reports before it are there. */
const reported = (address: string) =>
  `window.add = () => document.body.append(Object.assign(document.createElement('iframe'), { src: '${address}' }))`

const policies: Record<string, Record<string, string>> = {
  plain: {},
  reports: {
    'cross-origin-embedder-policy-report-only': 'require-corp',
    'content-security-policy-report-only': "frame-src 'none'; default-src 'none'; require-trusted-types-for 'script'",
    'document-isolation-policy-report-only': 'isolate-and-require-corp',
  },
  strict: {
    'content-security-policy':
      "default-src 'none'; frame-src 'none'; script-src 'unsafe-inline'; require-trusted-types-for 'script'",
  },
  enforced: { 'cross-origin-embedder-policy': 'require-corp' },
}

/** Of a page whose service worker sees whatever it fetches, and names its windows and frames. */
const worker = `
  self.urls = []
  oninstall = () => skipWaiting()
  onactivate = event => event.waitUntil(clients.claim())
  onfetch = ({ request }) => void urls.push(request.url)
  onmessage = async ({ ports: [port] }) => {
    const all = await clients.matchAll({ includeUncontrolled: true, type: 'all' })
    port.postMessage([...urls, ...all.map(({ url }) => url)])
  }`

export const laneFinding: FrameAttacks = {
  // Tried with the frame right in the host’s shadow root, in lib/page/open-lane.ts: with both kinds of
  // `Cross-Origin-Embedder-Policy` a report told its address.
  'no event, entry, report or node tells a page of the frame or its address, by which two sites could compare': async (
    attacker,
    { address },
  ) => {
    const [b, ours] = [attacker.origin('b.test'), await address()]
    const secrets = [new URL(ours).host, new URL(attacker.extension).host, 'chrome-extension', 'lane.html']
    const tells = (text: string) => secrets.some(secret => text.includes(secret))
    await grant(attacker, await attacker.open('a.test'), [all('notes', 'read', 'create')])
    for (const [name, headers] of Object.entries(policies)) {
      const body = html.replace('<meta', `${notices}<script>${reported(`${b}/`)}</script><meta`)
      attacker.pages.set(`/${name}`, { body, headers })
      const page = await attacker.visit(`${attacker.origin('a.test')}/${name}`)
      await spyOnLane(page)
      await page.evaluate(() => window.allod.collection('notes').get('x'))
      await page.evaluate(() => window.lane.until(() => window.lane.offered === 1))
      if (name === 'enforced') {
        // There the frame is blocked, and the Port carries everything.
        expect(await codeOf(page, `await allod.collection('notes').watch({}, () => {})`)).toBeNull()
        expect(await codeOf(page, `await allod.collection('notes').put({ text: 'by the Port' })`)).toBeNull()
      } else await untilLane(page)
      const counts = await page.evaluate(() => window.seen.filter(text => text.startsWith('["frames"')))
      expect(new Set(counts)).toEqual(new Set(['["frames",0,0,0]']))
      await page.evaluate('add()')
      const isTold = () => page.evaluate(b => window.seen.some(text => text.includes(b)), b)
      if (name !== 'plain') await expect.poll(isTold).toBe(true)
      const seen = await page.evaluate(() => window.seen)
      expect(seen.filter(tells)).toEqual([])
      expect(seen.filter(text => text.includes('<div'))).toEqual(['["node","<div hidden=\\"\\"></div>","",false]'])
      await page.close()
    }
  },

  // Says that it holds: a frame of another origin is none of a service worker’s business.
  'nor does the service worker of a page': async attacker => {
    attacker.pages.set('/worker.js', worker)
    const root = attacker.insecure('worker.localhost') // a browser trusts no service worker under a strange certificate
    const page = await attacker.visit(root)
    await grant(attacker, page, [all('notes', 'read')])
    await page.evaluate(async () => {
      const controlled = new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', resolve))
      await navigator.serviceWorker.register('/worker.js')
      await controlled
    })
    await page.reload()
    await spyOnLane(page)
    const seen = await page.evaluate(async () => {
      await window.allod.collection('notes').get('x')
      const seen: string[] = []
      // Again and again, thus also while the frame is there.
      const ask = () => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = ({ data }) => {
          seen.push(...data)
          if (window.lane.opened === 0) ask()
        }
        navigator.serviceWorker.controller?.postMessage(0, [port2])
      }
      ask()
      await window.lane.until(() => window.lane.opened === 1)
      return [...new Set(seen)]
    })
    expect(seen.filter(address => !address.startsWith(root) && address !== 'about:blank')).toEqual([])
    expect(seen).toContain(`${root}/`)
  },
}
