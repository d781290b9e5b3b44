/** What outlives the browser, and what ends with it. */
import { expect } from '@playwright/test'
import { ask, codeOf, type Driver, grant, outcomeOf, type Tab, untilSeen } from '../driver.ts'
import { all } from '../site.ts'

/** A browser on a profile that stays: started anew, with the same one, each time it is called. */
export type Start = () => Promise<{
  driver: Driver
  /** Whether a window in which the owner is asked is open. */
  isAsking(): Promise<boolean>
  stop(): Promise<void>
}>

export async function restart(start: Start): Promise<void> {
  const before = await start()
  const { driver } = before
  const always = await driver.open('always')
  await grant(driver, always, [all('documents', 'read', 'create', 'update')], 'Always')
  const written = await always.evaluate(async () => {
    const documents = window.allod.collection<{ title: string; body: string }>('documents')
    const made = await documents.put({ id: 'letter', title: 'Letter', body: 'The cat sat.' })
    const black = await documents.put({ ...made, body: 'The black cat sat.' })
    await documents.put({ ...made, body: 'The cat sat down.' })
    const record = await documents.get('letter')
    return { black: black.body, record, text: [...(await documents.text('letter', 'body').read())] }
  })
  expect(written).toMatchObject({ black: 'The black cat sat.', record: { body: 'The black cat sat down.' } })
  const once = await driver.open('once')
  await grant(driver, once, [all('documents', 'read', 'create')])
  expect(await codeOf(once, `await allod.collection('documents').put({ title: 'Once' })`)).toBeNull()
  const asking = await driver.open('asking')
  await ask(driver, asking, [all('documents', 'read')])
  await before.stop()

  const after = await start()
  try {
    await look(after.driver, written)
    expect(await after.isAsking()).toBe(false)
    // Nor does the old request stand in the way of a new one.
    const site = await after.driver.open('asking')
    expect(await grantsOf(site)).toEqual([])
    await (await ask(after.driver, site, [all('documents', 'read')])).press('Deny')
    expect((await outcomeOf(site)).error?.code).toBe('user_denied')
    expect(await after.isAsking()).toBe(false)
  } finally {
    await after.stop()
  }
}

async function look(driver: Driver, written: { record: unknown; text: number[] }): Promise<void> {
  const always = await driver.open('always')
  expect(await grantsOf(always)).toEqual([{ scope: all('documents', 'read', 'create', 'update'), state: 'granted' }])
  const read = await always.evaluate(async () => {
    const documents = window.allod.collection('documents')
    window.seen = []
    await documents.watch({}, event => {
      if (event.type === 'snapshot') window.seen.push(...event.records.map(({ title }) => `stored ${title}`).sort())
      if (event.type === 'change') window.seen.push(...event.changes.map(({ record }) => `changed ${record?.title}`))
    })
    return { record: await documents.get('letter'), text: [...(await documents.text('letter', 'body').read())] }
  })
  expect(read).toEqual({ record: written.record, text: written.text })
  expect(await always.evaluate(() => window.seen)).toEqual(['stored Letter', 'stored Once'])

  const once = await driver.open('once')
  expect(await grantsOf(once)).toEqual([])
  expect(await codeOf(once, `await allod.collection('documents').find()`)).toBe('not_permitted')

  const second = await driver.open('always')
  await second.evaluate(() => window.allod.collection('documents').patch('letter', { title: 'A letter' }))
  await untilSeen(always, 3)
  expect(await always.evaluate(() => window.seen.slice(2))).toEqual(['changed A letter'])
}

const grantsOf = (tab: Tab) => tab.evaluate(() => window.allod.permissions.query())
