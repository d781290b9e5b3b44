import { expect } from '@playwright/test'
import { ask, grant, type Tab, untilSeen } from '../driver.ts'
import { all } from '../site.ts'
import type { Attacker } from './attacker.ts'

/** Takes the extension away, or brings another version of it, while a page waits for it. */
export async function gone(attacker: Attacker, takeAway: () => Promise<void>): Promise<void> {
  const watching = await attacker.open('b.test')
  await grant(attacker, watching, [all('notes', 'read')])
  await watching.evaluate(async () => {
    window.seen = []
    await window.allod.collection('notes').watch({}, event => {
      window.seen.push(event.type === 'end' ? event.error.code : event.type)
    })
  })
  const asking = await attacker.open('a.test')
  await ask(attacker, asking, [all('notes', 'read')])
  await note(asking)

  await takeAway()
  await untilSeen(asking, 1)
  expect(await asking.evaluate(() => window.seen)).toEqual(['extension_unavailable'])
  await untilSeen(watching, 2)
  expect(await watching.evaluate(() => window.seen)).toEqual(['snapshot', 'extension_unavailable'])
}

/** How the request ended, kept where it can be asked for without waiting for it. */
function note(page: Tab): Promise<void> {
  return page.evaluate(() => {
    window.seen = []
    void (window.outcome as Promise<{ error?: { code: string } }>).then(({ error }) => {
      window.seen.push(error?.code ?? 'granted')
    })
  })
}
