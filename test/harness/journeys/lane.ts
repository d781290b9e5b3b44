import { expect } from '@playwright/test'
import { codeOf, grant, type Journeys, outcomeOf, setAsk, type Tab } from '../driver.ts'
import { openWithLane, spyOnLane, untilLane } from '../lane-spy.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'

declare global {
  interface Window {
    /** The page's end of its channel to the bridge. */
    toBridge: MessagePort
  }
}

const everything = [all('notes', 'read', 'create', 'update')]

const spyOf = (tab: Tab) => tab.evaluate(() => ({ ...window.lane, port: undefined, heldBack: undefined }))

/** What the calls of this went by. */
async function waysOf(tab: Tab, calls: () => Promise<unknown>): Promise<string[]> {
  const before = (await spyOf(tab)).calls.length
  await calls()
  return (await spyOf(tab)).calls.slice(before)
}

const get = (tab: Tab) => tab.evaluate(() => window.allod.collection('notes').get('x'))

export const lane: Journeys = {
  'a lane opens behind the first call of a page with access; calls, answers and events go by it, requests by the Port':
    async driver => {
      const page = await driver.open('first')
      await spyOnLane(page)
      expect(await codeOf(page, `await allod.collection('notes').get('x')`)).toBe('not_permitted')
      await grant(driver, page, everything, 'Always')
      await untilLane(page)
      const before = await spyOf(page)
      expect(before.calls).toEqual(['port: get', 'port: permissions.request'])
      expect(before.heard.lane).toBe(0)
      await page.evaluate(async () => {
        window.seen = []
        const notes = window.allod.collection('notes')
        await notes.watch({}, ({ type }) => void window.seen.push(type))
        await notes.put({ id: 'a', n: 1 })
      })
      const after = await spyOf(page)
      expect(after.calls.slice(2)).toEqual(['lane: watch', 'lane: put'])
      expect(after.heard.port).toBe(before.heard.port)
      expect(await page.evaluate(() => window.seen)).toEqual(['snapshot', 'change'])

      // A request needs a gesture, and whether there was one is the bridge's to say.
      await page.bringToFront()
      await setAsk(page, [all('tasks', 'read')])
      await driver.click(page)
      const consent = await driver.consent()
      expect(await waysOf(page, () => get(page))).toEqual(['lane: get'])
      await consent.press('Allow')
      expect((await outcomeOf(page)).grant?.scopes).toContainEqual(all('tasks', 'read'))
      expect((await spyOf(page)).calls).toContain('port: permissions.request')
      expect((await spyOf(page)).opened).toBe(1)
    },

  'narrowing keeps the lane, revoking closes it, granting again opens another one': async driver => {
    const page = await openWithLane(driver, 'narrowed')
    const origin = driver.origin('narrowed')
    await page.evaluate(() =>
      window.allod.permissions.release([{ collection: 'notes', access: ['update'], fields: '*', records: 'all' }]),
    )
    expect(await waysOf(page, () => get(page))).toEqual(['lane: get'])
    await callOwner(await driver.popup(), 'revoke', origin)
    await page.evaluate(() => window.lane.until(() => window.lane.closed === 1))
    expect(await waysOf(page, () => codeOf(page, `await allod.collection('notes').get('x')`))).toEqual(['port: get'])
    await page.bringToFront()
    await grant(driver, page, everything)
    await untilLane(page, 2)
    expect(await waysOf(page, () => get(page))).toEqual(['lane: get'])
  },

  'the background is stopped under calls and watches that go by the lane: all are answered once, and another one opens':
    async driver => {
      const page = await openWithLane(driver, 'stopped')
      await page.evaluate(async () => {
        window.seen = []
        await window.allod.collection<{ n: number }>('notes').watch({}, event => {
          if (event.type === 'snapshot') window.seen.push('snapshot')
          if (event.type === 'change') window.seen.push(...event.changes.map(({ record }) => `${record?.n}`))
        })
      })
      const stop = await driver.stopper()
      await page.bringToFront()
      for (let round = 0; round < 2; round++) {
        const opened = round + 1
        await untilLane(page, opened)
        await page.evaluate(from => {
          window.acknowledged = 0
          let begun = () => {}
          window.underWay = new Promise(resolve => {
            begun = resolve
          })
          const notes = window.allod.collection('notes')
          // One after the other, four at a time, so that there are always some under way.
          const row = async (first: number) => {
            for (let n = first; n < first + 50; n++) {
              await notes.put({ n })
              if (++window.acknowledged === 20) begun()
            }
          }
          window.outcome = Promise.all([0, 50, 100, 150].map(first => row(from + first)))
        }, round * 200)
        await page.evaluate(() => window.underWay)
        await stop()
        await page.evaluate(() => window.outcome.then(() => {}))
        await get(page) // they may all have been answered before it was stopped
      }
      await untilLane(page, 3)
      const wanted = Array.from({ length: 400 }, (_, n) => n)
      const told = async () => (await page.evaluate(() => window.seen)).filter(what => what !== 'snapshot')
      await expect.poll(async () => (await told()).length).toBe(400)
      expect((await told()).map(Number).sort((a, b) => a - b)).toEqual(wanted)
      expect((await page.evaluate(() => window.seen)).filter(what => what === 'snapshot')).toEqual(['snapshot'])
      const stored = await page.evaluate(async () =>
        (await window.allod.collection<{ n: number }>('notes').find({ limit: 1_000 })).records.map(({ n }) => n),
      )
      expect(stored.sort((a, b) => a - b)).toEqual(wanted)
      expect(await waysOf(page, () => get(page))).toEqual(['lane: get'])
    },

  // Seen to fail before a Port without watches no longer counted: the page was taken for one that hears, and was not called.
  'a page that has opened a Port for nothing but its word about a lane is called when somebody writes':
    async driver => {
      const [watcher, writer] = [await driver.open('late'), await driver.open('writer')]
      await watcher.evaluate(() => {
        const { postMessage } = MessagePort.prototype
        MessagePort.prototype.postMessage = function (this: MessagePort, ...sent: unknown[]) {
          window.toBridge ??= this
          postMessage.apply(this, sent as never)
        } as never
      })
      for (const page of [watcher, writer]) await grant(driver, page, everything, 'Always')
      const write = () => writer.evaluate(() => window.allod.collection('notes').put({ n: 1 }))
      await write() // there is a place in the log to go on from
      await watcher.evaluate(async () => {
        window.seen = []
        await window.allod.collection('notes').watch({}, ({ type }) => void window.seen.push(type))
      })
      await driver.stopBackground()
      // As when it has said so in the moment in which the background died.
      await watcher.evaluate(() => window.toBridge.postMessage({ calls: [], lane: true }))
      await write()
      await expect.poll(() => watcher.evaluate(() => window.seen)).toEqual(['snapshot', 'change'])
    },

  'a page with a lane may sleep in the back-forward cache; back, its calls and watches go on, and another one opens':
    async driver => {
      const writer = await openWithLane(driver, 'writer')
      const page = await driver.open('back')
      await spyOnLane(page)
      await grant(driver, page, everything, 'Always')
      await untilLane(page)
      await page.evaluate(async () => {
        window.seen = []
        addEventListener('pageshow', ({ persisted }) => window.seen.push(`shown again ${persisted}`))
        await window.allod.collection('notes').watch({}, event => {
          if (event.type === 'change') window.seen.push(...event.changes.map(({ record }) => `${record?.text}`))
        })
      })
      const write = (text: string) => writer.evaluate(text => window.allod.collection('notes').put({ text }), text)
      await write('before')
      await expect.poll(() => page.evaluate(() => window.seen)).toEqual(['before'])
      // Calls that are under way when it goes: they are answered when it is back.
      await page.evaluate(() => {
        const notes = window.allod.collection('notes')
        addEventListener('pagehide', () => {
          window.outcome = Promise.all([notes.put({ text: 'while leaving' }), notes.get('x')]).then(() => 'answered')
        })
      })
      await page.goto(driver.origin('elsewhere'))
      await write('while it slept')
      await page.bringToFront()
      await driver.goBack(page)
      expect(await page.evaluate(() => window.outcome)).toBe('answered')
      await untilLane(page, 2)
      await write('after')
      await expect.poll(() => page.evaluate(() => window.seen.length)).toBe(5)
      const seen = await page.evaluate(() => window.seen)
      expect(seen).toContain('shown again true')
      expect(seen.filter(what => !what.startsWith('shown')).sort()).toEqual([
        'after',
        'before',
        'while it slept',
        'while leaving',
      ])
      expect(await waysOf(page, () => get(page))).toEqual(['lane: get'])
    },

  'a thousand puts of one record end with the last, also while the lane opens and in the moment of going over':
    async driver => {
      const page = await driver.open('order')
      await grant(driver, page, everything)
      for (let round = 0; round < 6; round++) {
        await page.reload()
        await spyOnLane(page)
        const last = await page.evaluate(async round => {
          const notes = window.allod.collection<{ n: number }>('notes')
          const puts: Promise<unknown>[] = []
          let answered = 0
          const put = (count: number) => {
            for (let i = 0; i < count; i++) {
              puts.push(notes.put({ id: 'one', n: puts.length + 1 }).finally(() => answered++))
            }
          }
          put(round % 3 === 0 ? 1_000 : 10)
          await puts[0]
          // Some in every turn, so that many are under way by the Port when the first of the lane leave.
          const { port1, port2 } = new MessageChannel()
          await new Promise<void>(resolve => {
            port1.onmessage = () => {
              if (window.lane.calls.at(-1) === 'lane: put') return resolve()
              if (puts.length - answered < 500) put(20)
              port2.postMessage('next turn')
            }
            port2.postMessage('first turn')
          })
          if (round % 2 === 1) put(1_000)
          await Promise.all(puts)
          const is = (await notes.get('one'))?.n
          return { wanted: puts.length, is, ways: [...new Set(window.lane.calls)].sort() }
        }, round)
        expect(last).toEqual({ wanted: last.wanted, is: last.wanted, ways: ['lane: get', 'lane: put', 'port: put'] })
      }
    },

  'what is aborted is aborted, whether it went by the Port or by the lane, or waited to leave': async driver => {
    const page = await driver.open('aborting')
    await grant(driver, page, everything)
    await page.reload()
    await spyOnLane(page)
    const watch = (...names: string[]) =>
      page.evaluate(async names => {
        const watches = names.map(name => {
          const controller = new AbortController()
          const events: string[] = []
          Object.assign(window, { [name]: { controller, events } })
          const { signal } = controller
          return window.allod.collection('notes').watch({}, ({ type }) => void events.push(type), { signal })
        })
        await Promise.all(watches)
      }, names)
    const abort = (name: string) => page.evaluate(`${name}.controller.abort()`)
    await watch('byPort', 'staysByPort')
    await untilLane(page)
    await watch('byLane', 'staysByLane')
    await abort('byPort')
    await abort('byLane')
    await page.evaluate(() => window.allod.collection('notes').put({ text: 'told to two' }))
    const events = () => page.evaluate('[byPort, byLane, staysByPort, staysByLane].map(({ events }) => events)')
    await expect.poll(async () => (await events())[3]).toEqual(['snapshot', 'change'])
    const both = ['snapshot', 'change']
    expect(await events()).toEqual([['snapshot'], ['snapshot'], both, both])
    // Nor are there any events of those that are over.
    const { messages } = await spyOf(page)
    const told = messages.at(-1) as { events?: { watch: number }[] }
    expect(messages.flatMap(message => (message as typeof told).events ?? [])).toHaveLength(4)

    // A request goes by the Port. Here that is as slow as can be, and what aborts it is there first.
    await page.bringToFront()
    await setAsk(page, [all('tasks', 'read')])
    await page.evaluate(() => {
      window.lane.holdBack = 'port'
      addEventListener('click', () => setTimeout(() => window.abort.abort()), { once: true })
    })
    await driver.click(page)
    expect((await outcomeOf(page)).error?.code).toBe('aborted')
    expect(await waysOf(page, () => get(page))).toEqual(['lane: get'])
    await page.evaluate(() => window.lane.letGo())
    await setAsk(page, [all('events', 'read')])
    await driver.click(page)
    const consent = await driver.consent()
    expect(await consent.text()).toContain('events')
    expect(await consent.text()).not.toContain('1 of 2')
    await consent.press('Deny')

    // One that has not left yet does not leave any more.
    const ways = await waysOf(page, () =>
      page.evaluate(async () => {
        const notes = window.allod.collection('notes')
        const large = Array.from({ length: 40 }, () => notes.put({ text: 'x'.repeat(500_000) }))
        const controller = new AbortController()
        const watch = notes.watch({}, () => {}, { signal: controller.signal })
        const aborted = watch.then(
          () => null,
          ({ code }) => code,
        )
        await large[0]
        controller.abort()
        await Promise.all(large)
        return aborted
      }),
    )
    expect(ways).toEqual(Array(40).fill('lane: put'))
  },
}
