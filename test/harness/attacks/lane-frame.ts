import { expect } from '@playwright/test'
import { codeOf, grant, type Tab } from '../driver.ts'
import { openWithLane, spyOnLane, untilLane } from '../lane-spy.ts'
import { all } from '../site.ts'
import type { Attacker } from './attacker.ts'

/** What an attacker can never have, and is given here: a look into the background. */
export interface Background {
  /** Where a frame of ours leads in this session. */
  address(): Promise<string>
  /** Notes all tokens from now on. @param keep the scripts that would bring them do not run: they stay good */
  tapTokens(keep: boolean): Promise<void>
  tokens(): Promise<string[]>
  /** From now on it does nothing for a while when it has offered a lane. Milliseconds. */
  pauseAfterOffer(pause: number): Promise<void>
  /** When the first of those pauses was over. Milliseconds since the epoch. */
  freeAt(): Promise<number>
}

export type FrameAttacks = Record<string, (attacker: Attacker, background: Background) => Promise<void>>

export const laneFrame: FrameAttacks = {
  // Tried without the look at `laneToken` in `offer` of lib/broker/lanes.ts: the page saw a host for each of its calls. That a
  // host which is kept shows nothing later only says that it holds: the empty document between is made anew with it.
  'a page takes the frame away, or keeps what held it: no call is lost, it is not tried again, and shows nothing later':
    async attacker => {
      const page = await attacker.open('a.test')
      await grant(attacker, page, [all('notes', 'read', 'create')])
      await page.reload()
      await spyOnLane(page)
      const told = await page.evaluate(async () => {
        let hosts = 0
        const observer = new MutationObserver(records => {
          for (const { addedNodes } of records) {
            for (const node of addedNodes) {
              hosts++
              ;(node as Element).remove()
            }
          }
        })
        observer.observe(document.documentElement, { childList: true })
        const notes = window.allod.collection('notes')
        for (let i = 0; i < 50 || hosts === 0; i++) await notes.put({ id: `n${i}`, i })
        const { length } = (await notes.find()).records
        observer.disconnect()
        return { hosts, isWhole: length >= 50, opened: window.lane.opened }
      })
      expect(told).toEqual({ hosts: 1, isWhole: true, opened: 0 })

      const keeping = await attacker.open('a.test')
      await spyOnLane(keeping)
      await keeping.evaluate(() => {
        window.hosts = []
        new MutationObserver(records => {
          for (const { addedNodes } of records) window.hosts.push(...(addedNodes as NodeListOf<HTMLElement>))
        }).observe(document.documentElement, { childList: true })
        return window.allod.collection('notes').get('x')
      })
      await untilLane(keeping)
      await expect.poll(() => keeping.evaluate(() => window.hosts[0]?.isConnected)).toBe(false)
      await keeping.evaluate(async () => {
        document.body.append(window.hosts[0] as HTMLElement)
        const own = Object.assign(document.createElement('iframe'), { src: '/' })
        document.body.append(own)
        await new Promise(resolve => own.addEventListener('load', resolve))
      })
      const shown = await attacker.frames(keeping)
      expect(shown.filter(address => address.startsWith(attacker.extension))).toEqual([])
    },

  // Tried with the frame itself saying that it is done, in lib/page/lane-frame.ts: it went a second before the lane arrived. What
  // a frame sends is lost if it goes too soon: one lane of ten never opened.
  'the frame stays until the background has the lane, however busy that is': async (attacker, background) => {
    await grant(attacker, await attacker.open('a.test'), [all('notes', 'read')])
    await background.pauseAfterOffer(1_500)
    const page = await attacker.open('a.test')
    await spyOnLane(page)
    const went = await page.evaluate(async () => {
      const gone = new Promise<number>(resolve => {
        new MutationObserver(records => {
          if (records.some(({ removedNodes }) => removedNodes.length > 0)) resolve(Date.now())
        }).observe(document.documentElement, { childList: true })
      })
      await window.allod.collection('notes').get('x')
      return gone
    })
    await untilLane(page)
    expect(went).toBeGreaterThanOrEqual(await background.freeAt()) // before, nothing could arrive there
  },

  // Tried with `adopt` in lib/broker/lanes.ts taking a lane for the newest document, whatever was said, and opening it at
  // once: the answers to that document went by it, and its page waited for them in vain.
  'a page embeds the frame with guessed, used and even stolen tokens: nothing is answered, nothing stored': async (
    attacker,
    background,
  ) => {
    const address = await background.address()
    await background.tapTokens(false)
    const victim = await openWithLane(attacker, 'a.test')
    await victim.evaluate(() => window.allod.collection('notes').put({ text: 'of a.test' }))
    const [used] = await background.tokens()
    expect(used).toEqual(expect.any(String))

    const page = await attacker.open('b.test')
    await grant(attacker, page, [all('tasks', 'read')])
    expect(await frames(page, `${attacker.extension}/lane.html`, [used], false)).toEqual({ passed: 0, heard: [] })
    const guesses = [used, '', 'token', used?.slice(1), undefined, null, 0, {}, [used], '__proto__', 'constructor']
    expect(await frames(page, address, guesses)).toEqual({ passed: guesses.length, heard: [] })

    await background.tapTokens(true)
    const second = await attacker.open('a.test')
    await second.evaluate(() => window.allod.collection('notes').get('x'))
    await expect.poll(async () => (await background.tokens()).length).toBe(1)
    const stolen = await background.tokens()
    expect(await frames(page, address, stolen)).toEqual({ passed: 1, heard: [] })
    for (const tab of [victim, second]) {
      const found = await tab.evaluate(async () => (await window.allod.collection('notes').find()).records)
      expect(found).toMatchObject([{ text: 'of a.test' }])
    }
  },
}

/**
 * A page embeds an address, and sends it tokens, each with a port by which calls go at once.
 * @returns how many ports arrived in the background, and what came back by them
 */
async function frames(
  page: Tab,
  address: string,
  tokens: unknown[],
  isShown = true,
): Promise<{ passed: number; heard: unknown[] }> {
  await page.evaluate(
    async ([address, tokens]) => {
      window.passed = 0
      window.heard = []
      const frame = Object.assign(document.createElement('iframe'), { src: address })
      document.body.append(frame)
      await new Promise(resolve => frame.addEventListener('load', resolve))
      for (const token of tokens) {
        const [lane, done] = [new MessageChannel(), new MessageChannel()]
        done.port1.onmessage = () => void window.passed++
        lane.port1.onmessage = ({ data }) => window.heard.push(data)
        const record = { text: 'forged' }
        const calls = [
          { n: 1, method: 'put', params: { collection: 'notes', record } },
          { n: 2, method: 'find', params: { collection: 'notes' } },
        ]
        lane.port1.postMessage({ calls })
        lane.port1.postMessage({ calls: [], lane: true })
        frame.contentWindow?.postMessage({ lane: token }, '*', [lane.port2, done.port2])
      }
    },
    [address, tokens] as const,
  )
  // What is not shown passes nothing on, and says so by nothing.
  if (isShown) await expect.poll(() => page.evaluate(() => window.passed)).toBe(tokens.length)
  // The background does whatever it does with them before it answers these.
  for (let i = 0; i < 3; i++) expect(await codeOf(page, `await allod.collection('notes').find()`)).toBe('not_permitted')
  return page.evaluate(() => ({ passed: window.passed, heard: window.heard }))
}

declare global {
  interface Window {
    passed: number
    hosts: HTMLElement[]
  }
}
