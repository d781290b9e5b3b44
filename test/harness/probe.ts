/** A site that looks for Allod in every way that it can, and writes down all that it finds. */
import type { Tab } from './driver.ts'
import { type Server, serve } from './serve.ts'

declare global {
  interface Window {
    transcript: Promise<unknown>
    first: string
  }
}

/** The page's own, thus written in its own language. It begins in the first script of all. */
const script = `
const globals = () => ({
  window: Object.getOwnPropertyNames(window).sort(),
  navigator: Object.getOwnPropertyNames(Navigator.prototype).sort(),
  document: Object.getOwnPropertyNames(document).sort(),
  chrome: typeof chrome === 'object' ? Object.keys(chrome).sort() : typeof chrome,
  browser: typeof browser,
  runtime: typeof chrome === 'object' ? typeof chrome.runtime : 'none',
})
const dom = () => new XMLSerializer().serializeToString(document)
window.first = typeof window.allod
const events = []
const types = ['databroker:announce', 'databroker:request', 'message', 'messageerror', 'error', 'unhandledrejection',
  'securitypolicyviolation', 'storage', 'focus', 'blur']
for (const type of types.slice(0, -2)) {
  addEventListener(type, event => events.push([type, event.blockedURI ?? event.message ?? '']), true)
}
// Whoever patches or reads what a page has is seen by it: traps on what our scripts use.
const traps = []
for (const name of ['allodBridge', 'databroker']) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    get() { traps.push(['get', name]); return undefined },
    set(value) { traps.push(['set', name]); Object.defineProperty(this, name, { value, configurable: true }) },
  })
}
const stacks = []
Object.defineProperty(Error, 'prepareStackTrace', { configurable: true, value: (error, sites) => {
  stacks.push(sites.map(site => site.getFileName()).filter(file => file && !file.startsWith(location.origin)))
  return ''
} })
const before = { globals: globals(), dom: dom() }
const mutations = []
new MutationObserver(list => {
  for (const { type, target, attributeName } of list) mutations.push([type, target.nodeName, attributeName])
}).observe(document, { subtree: true, attributes: true, characterData: true, childList: true })
dispatchEvent(new Event('databroker:request'))
postMessage({ allod: 'connect' }, '*')

const element = (name, attribute, address) => new Promise(resolve => {
  const made = document.createElement(name)
  made.onload = () => resolve('load')
  made.onerror = () => resolve('error')
  made[attribute] = address
  if (name === 'link') made.rel = 'stylesheet'
  document.body.append(made)
})
const framed = async address => {
  const loaded = await element('iframe', 'src', address)
  const frame = document.body.lastElementChild
  let inside
  try { inside = frame.contentDocument === null ? 'closed' : frame.contentWindow.location.href } catch (error) { inside = error.name }
  return [loaded, inside, frame.contentWindow.length]
}
const said = promise => promise.then(answer => 'answered ' + (answer?.status ?? answer), error => error.name + ' ' + error.message)
const xhr = address => new Promise(resolve => {
  const request = new XMLHttpRequest()
  request.onload = () => resolve('load ' + request.status)
  request.onerror = () => resolve('error ' + request.status)
  try { request.open('GET', address); request.send() } catch (error) { resolve(error.name) }
})
// Firefox throws for an extension that is not there, and not for one that is, whatever that extension does. One has to
// know its address for it, which is another in every profile.
const worker = address => {
  if (address.startsWith('moz-extension:')) return 'not tried'
  try { new Worker(address); return 'made' } catch (error) { return error.name }
}
const turn = () => new Promise(resolve => setTimeout(resolve))
const look = async addresses => {
  const probes = []
  for (const address of addresses) {
    probes.push([address, await said(fetch(address)), await said(fetch(address, { mode: 'no-cors' })),
      await element('img', 'src', address), await element('script', 'src', address), await element('link', 'href', address),
      await framed(address), await xhr(address), worker(address), await said(import(address))])
  }
  document.body.replaceChildren()
  await turn()
  await turn()
  new Error().stack
  const resources = performance.getEntriesByType('resource').map(({ name, initiatorType, responseStatus }) => [name, initiatorType, responseStatus])
  return JSON.stringify({ before, after: { globals: globals(), dom: dom() }, events, traps, stacks, mutations, probes,
    resources, marks: performance.getEntriesByType('mark').length, frames: length, scripts: document.scripts.length }, null, 1)
}
`

const html = `<!doctype html><meta charset="utf-8"><title>Probe</title><link rel="icon" href="data:,"><script>${script}</script><body></body>`

export const serveProbe = (): Promise<Server> => serve(new Map([['/', html]]))

/** @param root the extension's own address, which no site can know: here it does */
export function lookForAllod(tab: Tab, root: string): Promise<string> {
  const files = [
    'bridge.js',
    'page-api.js',
    'popup.html',
    'consent.html',
    'manifest.json',
    'icon/16.png',
    'background.js',
    'lane.html',
  ]
  return tab.evaluate(`look(${JSON.stringify(files.map(file => `${root}/${file}`))})`)
}
