import { expect } from '@playwright/test'
import { grant, type Tab } from '../driver.ts'
import { all } from '../site.ts'
import { type Attacker, type Attacks, inFrames, untilTabAt } from './attacker.ts'
import { forge, victim } from './forge.ts'

/** Windows that hold each other, and offer each other a channel to the extension. */
export const channel: Attacks = {
  // Tried without `event.source !== window` in lib/page/bridge.ts, in both browsers: a record “forged” stood in the store.
  'a frame of another site offers the page around it a channel: no answer, nothing stored': async attacker => {
    const address = await victimOf(attacker)
    attacker.pages.set('/frame', `${forge}<script>forge(parent, forgedCalls)</script>`)
    const page = await attacker.visit(address)
    const frame = `${attacker.origin('b.test')}/frame`
    expect(await addFrame(page, frame)).toEqual([])
    expect(await inFrames(attacker, page, 'MAIN', () => window.heard ?? null)).toEqual([null, []])
  },

  // Tried without the same line, in both browsers: the record stood in the store.
  'the window that opened a page offers it a channel: no answer, nothing stored': async attacker => {
    const address = await victimOf(attacker)
    const opener = await attacker.visit(await attackerPage(attacker))
    await opener.evaluate(address => void Object.assign(window, { opened: open(address) }), address)
    const page = await untilTabAt(attacker, address)
    await opener.evaluate(() => void window.forge(window.opened, window.forgedCalls))
    expect(await page.evaluate(() => window.records)).toEqual([])
    expect(await opener.evaluate(() => window.heard)).toEqual([])
  },

  // Tried without it, in both browsers: the record stood in the store.
  'a window that a page has opened offers it a channel: no answer, nothing stored': async attacker => {
    const address = await victimOf(attacker)
    const page = await attacker.visit(address)
    const hostile = await attackerPage(attacker)
    await page.evaluate(hostile => void open(hostile), hostile)
    const opened = await untilTabAt(attacker, hostile)
    await opened.evaluate(() => void window.forge(window.opener, window.forgedCalls))
    expect(await page.evaluate(() => window.records)).toEqual([])
    expect(await opened.evaluate(() => window.heard)).toEqual([])
  },

  // Tried without the same line: in Firefox the opener heard the bridge, in Chromium it took the victim’s answers as well.
  // A window stands for whatever it shows. A function that was made in it, and kept, still speaks from it.
  'a function of the site that a window showed before offers a channel to the one it shows now': async attacker => {
    const address = await victimOf(attacker)
    const hostile = await attackerPage(attacker)
    const opener = await attacker.visit(hostile)
    await opener.evaluate(() => void Object.assign(window, { opened: open('/hostile?before') }))
    await untilTabAt(attacker, `${hostile}?before`)
    await expect.poll(() => opener.evaluate(() => typeof window.opened.forge)).toBe('function')
    await opener.evaluate(address => {
      window.offer = window.opened.eval(
        '(target, port) => target.postMessage({ allod: "connect", forged: true }, "*", [port])',
      )
      window.opened.location.href = address
    }, address)
    const page = await untilTabAt(attacker, address)
    await opener.evaluate(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => window.heard.push(data)
      port1.postMessage({ calls: window.forgedCalls, aborts: [], settled: 0 })
      window.offer(window.opened, port2)
      // Where the browser delivers nothing from a window that has gone: this one arrives, and the victim looks.
      window.opened.postMessage({ forged: true }, '*')
    })
    expect(await page.evaluate(() => window.records)).toEqual([])
    expect(await opener.evaluate(() => window.heard)).toEqual([])
  },
}

/** A page of a.test with access to notes. @returns its address */
async function victimOf(attacker: Attacker): Promise<string> {
  attacker.pages.set('/victim', victim)
  await grant(attacker, await attacker.open('a.test'), [all('notes', 'read', 'create')])
  return `${attacker.origin('a.test')}/victim`
}

async function attackerPage(attacker: Attacker): Promise<string> {
  attacker.pages.set('/hostile', `<!doctype html>${forge}`)
  return `${attacker.origin('b.test')}/hostile`
}

/** @returns what stands in the page's store after the frame has done its deed */
function addFrame(page: Tab, src: string): Promise<unknown[]> {
  return page.evaluate(src => {
    document.body.append(Object.assign(document.createElement('iframe'), { src }))
    return window.records
  }, src)
}

declare global {
  interface Window {
    opened: Window & typeof globalThis
    offer(target: Window, port: MessagePort): void
  }
}
