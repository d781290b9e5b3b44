import { expect } from '@playwright/test'
import { ask, type Driver, grant, type Journeys, outcomeOf, type Tab } from '../driver.ts'
import { untilSays, untilSilent } from '../own-page.ts'
import { all } from '../site.ts'

const scope = all('notes', 'read', 'create', 'update', 'delete')

export const pretend: Journeys = {
  'a site that is given nothing and not told cannot tell it from a store that is empty': async driver => {
    // Really empty: its own collection of the owner's store, with a real grant.
    const honest = await driver.open('honest')
    await grant(driver, honest, [scope], 'Delete notes')
    const real = await transcriptOf(honest)
    await honest.evaluate(() => window.allod.permissions.release())

    // The owner's store is full now, of what the first site wrote and of more.
    const writer = await driver.open('writer')
    await grant(driver, writer, [scope])
    await writer.evaluate(async () => {
      const notes = window.allod.collection('notes')
      for (const id of ['a', 'mine', 'pushed', 'x']) await notes.put({ id, text: 'the owner’s', secret: id })
    })
    const seenBefore = await recordsSeenBy(writer)
    const fooled = await driver.open('fooled')
    await givePretence(driver, fooled)
    expect(await transcriptOf(fooled)).toEqual(real)

    // And what it wrote stands nowhere in the owner's store.
    const seen = await recordsSeenBy(writer)
    expect(seen).toEqual(seenBefore)
    const dashboard = await driver.ownerPage('dashboard.html#data')
    await untilSays(dashboard, /notes\s*\d/)
    await untilSilent(dashboard, 'about')
    expect(await dashboard.text()).toMatch(new RegExp(`notes\\s*${seen.length}\\b`))
  },

  'the owner looks into the store that a site was given, and throws it away with all that stands in it':
    async driver => {
      const writer = await driver.open('writer')
      await grant(driver, writer, [scope])
      await writer.evaluate(() => window.allod.collection('notes').put({ id: 'same', text: 'the owner’s' }))
      const fooled = await driver.open('fooled')
      const host = new URL(driver.origin('fooled')).host
      await givePretence(driver, fooled)
      await fooled.evaluate(async () => {
        const notes = window.allod.collection('notes')
        await notes.put({ id: 'same', text: 'of the site' })
        await notes.put({ id: 'gone', text: 'deleted later' })
        await notes.patch('same', { body: 'Letter' })
        await notes.text('same', 'body').read()
        await notes.delete('gone')
        window.seen = []
        await notes.watch({}, event => void window.seen.push(event.type === 'end' ? event.error.code : event.type))
      })

      const dashboard = await driver.ownerPage('dashboard.html#sites')
      await untilSays(dashboard, 'Sees an empty store of its own, and nothing of yours.')
      await dashboard.click(`Look into it: the store of ${host}`)
      await untilSays(dashboard, /notes\s*1\b/)
      await dashboard.evaluate(() => document.querySelector<HTMLElement>('.collections a')?.click())
      await untilSays(dashboard, 'of the site')
      expect(await dashboard.text()).not.toContain('the owner’s')
      expect(await dashboard.text()).not.toContain('New record')
      await dashboard.evaluate(() => document.querySelector<HTMLElement>('.row a')?.click())
      await untilSays(dashboard, 'Letter')
      expect(await dashboard.evaluate(() => document.querySelectorAll('.record textarea, .record button').length)).toBe(
        0,
      )
      expect(await placesOf(dashboard, 'of the site')).toEqual(['before', 'log', 'records'])

      await dashboard.click('All sites')
      await dashboard.click(`Throw it away: the store of ${host}`)
      await untilSays(dashboard, 'cannot be brought back')
      await dashboard.click('Throw it away now')
      await untilSays(dashboard, `The store that ${host} was given is gone.`)
      await expect.poll(() => fooled.evaluate(() => window.seen)).toEqual(['snapshot', 'revoked'])
      expect(await fooled.evaluate(() => window.allod.permissions.query())).toEqual([])
      expect(await placesOf(dashboard, 'of the site')).toEqual([])
      expect(await placesOf(dashboard, 'the owner’s')).toEqual(['log', 'records'])
      await untilSilent(dashboard, 'empty store of its own')
      await writer.evaluate(() => window.allod.collection('notes').put({ id: 'after', text: 'still writes' }))

      // Asked again, it begins with another empty store.
      await givePretence(driver, fooled)
      expect(await fooled.evaluate(async () => (await window.allod.collection('notes').find()).records)).toEqual([])
    },
}

export async function givePretence(driver: Driver, tab: Tab): Promise<void> {
  const consent = await ask(driver, tab, [scope])
  await consent.evaluate(() => document.querySelector('details.others')?.setAttribute('open', ''))
  await consent.choose('Always')
  await consent.press('Share nothing, and don’t tell')
  expect((await outcomeOf(tab)).grant).toBeDefined()
}

const recordsSeenBy = (tab: Tab) => tab.evaluate(async () => (await window.allod.collection('notes').find()).records)

/** What a site sees of a store that it believes to be new: everything that it calls, with what is random left out. */
const transcriptOf = (tab: Tab) =>
  tab.evaluate(async scope => {
    const { allod } = window
    const notes = allod.collection('notes')
    const said: unknown[] = []
    const events: unknown[] = []
    /** Ids and revisions are named by when they were first seen; a revision by how it looks. */
    const names = new Map<string, string>()
    const plain = (value: unknown): unknown => {
      if (value instanceof Uint8Array) return value.length > 2 ? 'a text' : 'an empty text'
      if (Array.isArray(value)) return value.map(plain)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => {
          if (key !== '_rev' && !(key === 'id' && String(inner).length > 20)) return [key, plain(inner)]
          const name = names.get(inner as string) ?? `${key} ${names.size} of ${String(inner).length}`
          names.set(inner as string, name)
          return [key, name]
        }),
      )
    }
    const note = async (label: string, call: () => Promise<unknown>) => {
      const outcome = await call().then(
        value => ({ value: plain(value) }),
        ({ name, code, message, retryable, _rev }) => ({ error: plain({ name, code, message, retryable, _rev }) }),
      )
      said.push([label, outcome])
    }
    await note('query', () => allod.permissions.query())
    await note('state', () => allod.permissions.query([scope as never, { ...scope, collection: 'tasks' } as never]))
    await note('again', async () => Object.keys(await allod.permissions.request({ scopes: [scope as never] })).sort())
    await note('watch', () => notes.watch({}, event => void events.push(plain(event))))
    await note('nothing there', () => notes.get('a'))
    await note('find', () => notes.find({ selector: { text: { $exists: true } } }))
    await note('count', () => notes.count())
    await note('many', () => notes.getMany(['a', 'x']))
    await note('delete nothing', () => notes.delete('a'))
    await note('patch nothing', () => notes.patch('a', { text: 'of the site' }))
    await note('must not exist', () => notes.put({ id: 'a', text: 'of the site' }, { ifRev: null }))
    await note('exists', () => notes.put({ id: 'a', text: 'of the site' }, { ifRev: null }))
    await note('own id', () => notes.put({ text: 'of the site, without a name' }))
    await note('patch', () => notes.patch('a', { done: true }))
    await note('wrong', () => notes.put({ id: 'a', _rev: 'nonsense', text: 'of the site again', done: true }))
    await note('batch', () =>
      notes.batch([
        { op: 'put', record: { id: 'mine', text: 'of the site', n: 1 } },
        { op: 'patch', id: 'a', fields: { n: 2 } },
      ]),
    )
    await note('sorted', () => notes.find({ selector: { n: { $gte: 1 } }, sort: [{ n: 'desc' }] }))
    await note('text of nothing', () => notes.text('pushed', 'body').read())
    await note('text', () => notes.text('mine', 'text').read())
    await note('not granted', () => allod.collection('tasks').get('a'))
    await note('delete', () => notes.delete('a'))
    await note('count again', () => notes.count())
    await note('all', async () => (await notes.find({ fields: ['text'] })).records.length)
    return { said, events: events.flat().length > 0 ? events : 'none' }
  }, scope)

/** The rooms of the database in which these words stand. */
const placesOf = (page: { evaluate: Tab['evaluate'] }, words: string) =>
  page.evaluate(
    words =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('allod')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const names = ['before', 'clients', 'log', 'records', 'texts']
          const found: string[] = []
          const tx = opening.result.transaction(names)
          for (const name of names) {
            const reading = tx.objectStore(name).getAll()
            reading.onsuccess = () => {
              if (JSON.stringify(reading.result).includes(words)) found.push(name)
            }
          }
          tx.oncomplete = () => {
            opening.result.close()
            resolve(found.sort())
          }
        }
      }),
    words,
  )
