import { expect } from '@playwright/test'
import type { Tab } from '../driver.ts'
import { codeOf, grant, type Journeys, untilSeen } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'

export const revoke: Journeys = {
  '200 parallel puts during a revoke: none commits and none is answered after it has resolved': async driver => {
    const writer = await driver.open('writer')
    const reader = await driver.open('reader')
    await grant(driver, reader, [all('notes', 'read')])
    const popup = await driver.popup()
    const origin = driver.origin('writer')
    let refused = 0
    // On a busy machine all puts may be over before the revoke comes: then there is another round.
    for (let round = 0; round < 4 || (refused === 0 && round < 20); round++) {
      await writer.bringToFront()
      await grant(driver, writer, [all('notes', 'read', 'create')])
      await startPuts(writer, round)
      await writer.evaluate(() => window.underWay)
      await callOwner(popup, 'revoke', origin)
      const atRevoke = await numbersSeenBy(reader, round)
      const settled = await writer.evaluate(() => window.outcome as Promise<Settled[]>)
      const atEnd = await numbersSeenBy(reader, round)

      expect(settled).toHaveLength(200)
      expect(atEnd).toEqual(atRevoke)
      const acknowledged = settled.filter(({ code }) => code === null).map(({ number }) => number)
      expect(acknowledged.filter(number => !atEnd.includes(number))).toEqual([])
      const codes = new Set(settled.flatMap(({ code }) => code ?? []))
      expect([...codes].filter(code => code !== 'revoked' && code !== 'not_permitted')).toEqual([])
      expect(await codeOf(writer, `await allod.collection('notes').get('x')`)).toBe('not_permitted')
      refused += settled.length - acknowledged.length
    }
    expect(refused).toBeGreaterThan(0) // or no revoke came while puts were under way
  },

  'a revoke ends watches with `revoked`, in every tab of that site and of no other': async driver => {
    const first = await driver.open('writer')
    await grant(driver, first, [all('notes', 'read', 'create')])
    const second = await driver.open('writer')
    const other = await driver.open('reader')
    await grant(driver, other, [all('notes', 'read', 'create')])
    for (const page of [first, second, other]) {
      await page.evaluate(async () => {
        window.seen = []
        window.allod.addEventListener('permissionchange', () => window.seen.push('permissionchange'))
        await window.allod.collection('notes').watch({}, event => {
          window.seen.push(event.type === 'end' ? event.error.code : event.type)
        })
      })
    }
    await callOwner(await driver.popup(), 'revoke', driver.origin('writer'))

    for (const page of [first, second]) {
      await untilSeen(page, 3)
      expect((await page.evaluate(() => window.seen)).sort()).toEqual(['permissionchange', 'revoked', 'snapshot'])
    }
    await other.evaluate(() => window.allod.collection('notes').put({ text: 'still here' }))
    await untilSeen(other, 2)
    expect(await other.evaluate(() => window.seen)).toEqual(['snapshot', 'change'])
  },
}

type Settled = { number: number; code: string | null }

/** 200 puts, ten a task. */
function startPuts(page: Tab, round: number): Promise<void> {
  return page.evaluate(round => {
    const notes = window.allod.collection<{ round: number; number: number }>('notes')
    const settled: Promise<Settled>[] = []
    window.acknowledged = 0
    let begun = () => {}
    window.underWay = new Promise(resolve => {
      begun = resolve
    })
    window.outcome = new Promise(resolve => {
      const timer = setInterval(() => {
        for (let i = 0; i < 10; i++) {
          const number = settled.length
          const put = notes.put({ round, number }).then(() => {
            if (++window.acknowledged === 20) begun()
          })
          settled.push(
            put.then(
              () => ({ number, code: null }),
              ({ code }) => ({ number, code }),
            ),
          )
        }
        if (settled.length < 200) return
        clearInterval(timer)
        resolve(Promise.all(settled))
      }, 2)
    })
  }, round)
}

async function numbersSeenBy(page: Tab, round: number): Promise<number[]> {
  const numbers = await page.evaluate(async round => {
    const notes = window.allod.collection<{ number: number }>('notes')
    const { records } = await notes.find({ selector: { round }, limit: 10_000 })
    return records.map(({ number }) => number)
  }, round)
  return numbers.sort((a, b) => a - b)
}
