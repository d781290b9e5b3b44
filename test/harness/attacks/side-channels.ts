import { expect } from '@playwright/test'
import type { Scope } from '../../../lib/protocol/api.ts'
import { type Driver, grant, type Journeys, type Tab } from '../driver.ts'
import { callOwner } from '../owner.ts'
import { openRaw, outcomeOfRaw } from '../raw.ts'
import { all } from '../site.ts'

const own: Scope = { collection: 'notes', access: ['read', 'create', 'update'], fields: '*', records: 'own' }

export const sideChannels: Journeys = {
  // Seen to fail: without the salt in `mask` (lib/broker/document.ts) the places are the same while nobody writes
  // anything anywhere, and another one after the owner or another site has written: a clock of their activity.
  'where a watch stands in the log does not tell whether somebody else has written': async driver => {
    const site = await driver.open('own')
    await grant(driver, site, [own])
    const other = await otherSite(driver)
    await openRaw(site)
    const place = async () => {
      const before = await site.evaluate(() => window.raw.events.length)
      await outcomeOfRaw(site, 'watch', { collection: 'notes' })
      return site.evaluate(i => window.raw.events[i]?.at as string, before)
    }
    const quiet = [await place(), await place()]
    await other.evaluate(() => window.allod.collection('tasks').put({ text: 'not theirs' }))
    const busy = [...quiet, await place(), await place()]
    expect(new Set(busy).size).toBe(4)
    expect(new Set(busy.map(at => at.length)).size).toBe(1)
    // And each of them is good to go on from.
    await site.evaluate(() => window.raw.call('put', { collection: 'notes', record: { text: 'mine' } }))
    const resumed = await site.evaluate(async at => {
      const before = window.raw.events.length
      window.raw.post({ calls: [{ n: 9_000, method: 'watch', params: { collection: 'notes' }, at }], aborts: [] })
      await window.raw.call('get', { collection: 'notes', id: 'x' })
      await window.raw.call('count', { collection: 'notes' })
      return window.raw.events.slice(before).map(({ event }) => event.type)
    }, busy[2] as string)
    expect(resumed).toEqual(['change'])
  },

  // Seen to fail: with `baseIn` in lib/broker/calls/watch-text.ts naming what the record holds, shown or not, the watch
  // of a text that is not there for the site brings an empty state at each write of the other site.
  'a watch of its own records is not woken by those of others, in whatever order they come': async driver => {
    const site = await driver.open('own')
    await grant(driver, site, [own])
    const other = await otherSite(driver)
    await openRaw(site)
    const made = await site.evaluate(async () => {
      await window.raw.call('watch', { collection: 'notes' })
      await window.raw.call('watch', { collection: 'notes', query: { limit: 1 } })
      await window.raw.call('text.watch', { collection: 'notes', id: 'theirs', field: 'text' })
      return window.raw.events.length
    })
    await other.evaluate(async () => {
      const notes = window.allod.collection('notes')
      for (let i = 0; i < 5; i++) await notes.put({ id: 'theirs', text: `${i}` })
      await notes.delete('theirs')
      await notes.put({ id: 'theirs', text: 'again' })
    })
    await site.evaluate(() => window.raw.call('put', { collection: 'notes', record: { text: 'mine' } }))
    await expect.poll(() => site.evaluate(() => window.raw.events.length)).toBe(made + 2)
    expect(await site.evaluate(i => JSON.stringify(window.raw.events.slice(i)), made)).not.toContain('theirs')
  },

  // Tried with `document.mask(at)` replaced by `at` in lib/broker/calls/watch.ts: the two shared a place.
  'two sites that compare all they are told, but for what both may read, find nothing in common': async driver => {
    const [one, two] = [await driver.open('one'), await driver.open('two')]
    for (const page of [one, two]) {
      await grant(driver, page, [own])
      await openRaw(page)
    }
    for (const page of [one, two]) {
      await outcomeOfRaw(page, 'put', { collection: 'notes', record: { text: 'x' } })
      await outcomeOfRaw(page, 'find', { collection: 'notes', query: { limit: 1 } })
      await outcomeOfRaw(page, 'permissions.request', { scopes: [own] })
    }
    // Both at the same place in the log.
    for (const page of [one, two]) await outcomeOfRaw(page, 'watch', { collection: 'notes' })
    const told = async (page: Tab) => {
      const text = await page.evaluate(() => JSON.stringify([window.raw.answers, window.raw.events]))
      // After the point stands a name of what the grant shows, which is the same for both.
      return new Set(text.replace(/("at":"[\w-]+)\.\w+"/g, '$1"').match(/[\w-]{11,}/g))
    }
    const [first, second] = [await told(one), await told(two)]
    const common = [...first].filter(word => second.has(word))
    expect(common).toEqual([])
  },

  // Tried with `replay` (lib/broker/calls/write.ts) giving the stored answer as it is: it showed the secret, which the
  // site may not read any more.
  'a stored answer and a cursor show no more, after the grant was narrowed, than a new call': async driver => {
    const page = await driver.open('narrowed')
    const owner = await otherSite(driver)
    await grant(driver, page, [all('notes', 'read', 'create', 'update')])
    await owner.evaluate(async () => {
      const notes = window.allod.collection('notes')
      for (const id of ['a', 'b', 'c']) await notes.put({ id, text: `text of ${id}`, secret: `secret of ${id}` })
    })
    await openRaw(page)
    const patch = { n: 3_000, method: 'patch', params: { collection: 'notes', id: 'b', fields: { text: 'mine' } } }
    const query = { sort: ['secret'], limit: 1 }
    const [answer, found] = await page.evaluate(
      ([patch, query]) =>
        window.raw.send([patch, { n: 3_001, method: 'find', params: { collection: 'notes', query } }]),
      [patch, query] as const,
    )
    expect(JSON.stringify(answer)).toContain('secret of b')
    const { cursor } = (found as unknown as { value: { cursor: string } }).value
    await callOwner(await driver.popup(), 'revoke', driver.origin('narrowed'))
    const again = await driver.open('narrowed')
    await grant(driver, again, [{ collection: 'notes', access: ['read', 'update'], fields: ['text'], records: 'all' }])
    const after = await page.evaluate(
      async ([patch, query]) => {
        window.raw.answers = []
        await window.raw.send([patch, { n: 3_002, method: 'find', params: { collection: 'notes', query } }])
        return JSON.stringify(window.raw.answers)
      },
      [patch, { ...query, cursor }] as const,
    )
    expect(after).toContain('"text":"mine"')
    expect(after).not.toContain('secret of')
  },
}

async function otherSite(driver: Driver): Promise<Tab> {
  const other = await driver.open('other')
  await grant(
    driver,
    other,
    [all('notes', 'read', 'create', 'update', 'delete'), all('tasks', 'read', 'create')],
    'Delete notes',
  )
  return other
}
