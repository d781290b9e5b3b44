import { expect } from '@playwright/test'
import { type Driver, grant, type Journeys, type Tab } from '../driver.ts'
import { type OwnPage, untilSays, untilSilent } from '../own-page.ts'
import { all } from '../site.ts'

const everything = all('notes', 'read', 'create', 'update', 'delete')

export const history: Journeys = {
  'the owner sees what became of a record, and brings a field and the whole of it back': async driver => {
    const { writer, other, hosts } = await twoSites(driver)
    await writer.evaluate(() => window.allod.collection('notes').put({ id: 'a', title: 'First', body: 'one' }))
    await other.evaluate(() => window.allod.collection('notes').patch('a', { title: 'Second' }))
    await writer.evaluate(() => window.allod.collection('notes').patch('a', { title: 'BUY NOW', done: true }))

    const dashboard = await driver.ownerPage('dashboard.html#data/notes/id/a')
    await dashboard.click('History')
    await untilSays(dashboard, `${hosts.writer} made it`)
    await untilSays(dashboard, `${hosts.other} changed it`)
    const [newest, older, oldest] = await entriesOf(dashboard)
    expect(newest).toMatch(/title[\s\S]*Before\s+Second\s+After\s+BUY NOW/)
    expect(newest).toMatch(/done[\s\S]*Before\s+\(not there\)\s+After\s+true/)
    expect(newest).toContain('It stands like that now.')
    expect(older).toMatch(/Before\s+First\s+After\s+Second/)
    expect(oldest).toMatch(/title\s+First/)
    expect(oldest).toMatch(/body\s+one/)

    // It has stood open all the while.
    await writer.evaluate(() => window.allod.collection('notes').patch('a', { body: 'two' }))
    await untilSays(dashboard, /Before\s+one\s+After\s+two/)

    await pressIn(dashboard, 'BUY NOW', 'Restore this field: title')
    await untilSays(dashboard, 'The field “title” is restored')
    expect(await noteSeenBy(other, 'a')).toEqual({ title: 'Second', body: 'two', done: true })
    await dashboard.click('Undo')
    await untilSays(dashboard, 'The restoring is undone.')
    expect(await noteSeenBy(other, 'a')).toEqual({ title: 'BUY NOW', body: 'two', done: true })

    await pressIn(dashboard, `${hosts.writer} made it`, 'Restore the record to this state')
    await untilSays(dashboard, 'The record is restored to how it stood after')
    expect(await noteSeenBy(other, 'a')).toEqual({ title: 'First', body: 'one' })
    await untilSays(dashboard, 'You changed it')
    await dashboard.click('Undo')
    await untilSays(dashboard, 'The restoring is undone.')
    expect(await noteSeenBy(other, 'a')).toEqual({ title: 'BUY NOW', body: 'two', done: true })
  },

  'a record that was deleted is brought back from its history, by whoever it was deleted': async driver => {
    const { writer, other, hosts } = await twoSites(driver)
    await writer.evaluate(() => window.allod.collection('notes').put({ id: 'a', title: 'Mine' }))
    const dashboard = await driver.ownerPage('dashboard.html#data/notes/id/a')
    await dashboard.click('Delete record')
    await untilSays(dashboard, 'The record was deleted from notes.')
    await dashboard.click('History')
    await untilSays(dashboard, 'You deleted it')
    await untilSays(dashboard, 'This record is not there any more.')
    await pressIn(dashboard, `${hosts.writer} made it`, 'Restore the record to this state')
    await untilSays(dashboard, 'You brought it back')
    await untilSilent(dashboard, 'This record is not there any more.')
    expect(await noteSeenBy(other, 'a')).toEqual({ title: 'Mine' })

    await other.evaluate(() => window.allod.collection('notes').delete('a'))
    await untilSays(dashboard, `${hosts.other} deleted it`)
    await pressIn(dashboard, 'You brought it back', 'Restore the record to this state')
    await untilSilent(dashboard, 'This record is not there any more.')
    expect(await noteSeenBy(other, 'a')).toEqual({ title: 'Mine' })
    await dashboard.click('Undo')
    await untilSays(dashboard, 'The restoring is undone.')
    await untilSays(dashboard, 'This record is not there any more.')
    expect(await noteSeenBy(other, 'a')).toBeNull()
  },

  'what a site did since a moment is undone, what others changed later stays, and it is taken back': async driver => {
    const { writer, other, hosts } = await twoSites(driver)
    await other.evaluate(async () => {
      const notes = window.allod.collection('notes')
      for (const id of ['changed', 'mixed', 'gone', 'ours']) await notes.put({ id, title: 'theirs', body: 'theirs' })
    })
    await writer.evaluate(() => window.allod.collection('notes').put({ id: 'before', title: 'kept' }))
    const moment = await momentBetween(writer)
    await writer.evaluate(async () => {
      const notes = window.allod.collection('notes')
      await notes.put({ id: 'new', title: 'spam' })
      await notes.patch('changed', { title: 'SPAM' })
      await notes.patch('mixed', { title: 'SPAM', body: 'SPAM' })
      await notes.patch('ours', { title: 'SPAM' })
      await notes.delete('gone')
    })
    await other.evaluate(() => window.allod.collection('notes').patch('mixed', { body: 'said since' }))
    const record = await driver.ownerPage('dashboard.html#data/notes/id/ours')
    await untilSays(record, 'SPAM')
    await record.fill('title', 'The owner’s')
    await record.click('Save')
    await untilSays(record, 'Saved.')
    const spoiled = await notesSeenBy(other)

    // Access or not: what it did can be undone.
    const dashboard = await driver.ownerPage('dashboard.html#sites')
    await dashboard.click(`Revoke ${hosts.writer}`)
    await untilSays(dashboard, 'No access any more')
    await dashboard.click(`Undo what it did… (${hosts.writer})`)
    await untilSays(dashboard, `Undo what ${hosts.writer} did`)
    await choose(dashboard, 'Since a moment…')
    await type(dashboard, 'input[type="datetime-local"]', moment)
    await dashboard.click('Show what would happen')
    await untilSays(dashboard, '1 record will be deleted.')
    await untilSays(dashboard, '1 record will be brought back.')
    await untilSays(dashboard, '2 records will be changed back.')
    await untilSays(dashboard, '1 record will not be touched, because others changed it since.')
    await pressRow(dashboard, 'will be changed back, but for what others have changed')
    await untilSays(dashboard, /Now\s+SPAM\s+After the undo\s+theirs/)
    await untilSays(dashboard, 'Others have changed this field since, and it stays: body.')
    await dashboard.click('Cancel')
    expect(await notesSeenBy(other)).toEqual(spoiled)

    await choose(dashboard, 'Since a moment…')
    await type(dashboard, 'input[type="datetime-local"]', moment)
    await dashboard.click('Show what would happen')
    await dashboard.click('Undo')
    await untilSays(dashboard, 'Undone: 4 records.')
    expect(await notesSeenBy(other)).toEqual({
      before: { title: 'kept' },
      changed: { title: 'theirs', body: 'theirs' },
      mixed: { title: 'theirs', body: 'said since' },
      gone: { title: 'theirs', body: 'theirs' },
      ours: { title: 'The owner’s', body: 'theirs' },
    })

    await other.evaluate(() => window.allod.collection('notes').patch('changed', { title: 'said after the undo' }))
    await dashboard.click('Take this back')
    await untilSays(dashboard, 'Taken back: 3 records.')
    const expected = { ...spoiled, changed: { title: 'said after the undo', body: 'theirs' } }
    expect(await notesSeenBy(other)).toEqual(expected)
  },

  'an undo of many records goes on although the background dies, and says when there is nothing to undo':
    async driver => {
      const { writer, other, hosts } = await twoSites(driver)
      await writer.evaluate(async () => {
        const notes = window.allod.collection('notes')
        await Promise.all(Array.from({ length: 450 }, (_, n) => notes.put({ id: `n${n}`, title: `Spam ${n}` })))
      })
      const undo = `dashboard.html#sites/${encodeURIComponent(driver.origin('writer'))}/undo`
      const dashboard = await driver.ownerPage(undo)
      await dashboard.click('Show what would happen')
      await untilSays(dashboard, '450 records will be deleted.')
      await untilSays(dashboard, 'Spam')
      await driver.stopBackground()
      await dashboard.click('Undo')
      await untilSays(dashboard, 'Undone: 450 records.')
      expect(await notesSeenBy(other)).toEqual({})
      await driver.stopBackground()
      await dashboard.click('Take this back')
      await untilSays(dashboard, 'Taken back: 450 records.')
      expect(Object.keys(await notesSeenBy(other))).toHaveLength(450)

      const others = await driver.ownerPage(`dashboard.html#sites/${encodeURIComponent(driver.origin('other'))}/undo`)
      await others.click('Show what would happen')
      await untilSays(others, 'It wrote nothing since then.')
      expect(await others.text()).not.toContain(hosts.writer)
    },

  'how long the history is kept is the owner’s word': async driver => {
    const dashboard = await driver.ownerPage('dashboard.html#storage')
    await untilSays(dashboard, 'Keep the history for')
    const kept = () => chosenIn(dashboard)
    await expect.poll(kept).toBe('90 days')
    await type(dashboard, 'select', '365')
    const again = await driver.ownerPage('dashboard.html#storage')
    await untilSays(again, 'Keep the history for')
    await expect.poll(() => chosenIn(again)).toBe('a year')
    await expect.poll(kept).toBe('a year')

    // A shorter time cannot be taken back.
    await type(again, 'select', '7')
    await untilSays(again, 'Keep the history for 7 days only?')
    await again.click('Cancel')
    await type(again, 'select', '30')
    await again.click('Let it go')
    await untilSilent(again, 'only?')
    const last = await driver.ownerPage('dashboard.html#storage')
    await expect.poll(() => chosenIn(last)).toBe('30 days')
  },
}

const chosenIn = (page: OwnPage) => page.evaluate(() => document.querySelector('select')?.selectedOptions[0]?.text)

async function twoSites(driver: Driver) {
  const writer = await driver.open('writer')
  await grant(driver, writer, [everything], 'Delete notes')
  const other = await driver.open('other')
  await grant(driver, other, [everything], 'Delete notes')
  const hostOf = (name: string) => new URL(driver.origin(name)).host
  return { writer, other, hosts: { writer: hostOf('writer'), other: hostOf('other') } }
}

/** A moment after all that was written, and before all that will be; as the browser's own field for it has it. */
const momentBetween = (page: Tab): Promise<string> =>
  page.evaluate(() => {
    const passed = (time: number) => {
      while (Date.now() <= time);
      return Date.now()
    }
    const moment = passed(Date.now())
    passed(moment)
    return new Date(moment - new Date(moment).getTimezoneOffset() * 60_000).toISOString().slice(0, -1)
  })

const noteSeenBy = async (site: Tab, id: string) => (await notesSeenBy(site))[id] ?? null

/** id → fields, without those that the broker adds. */
const notesSeenBy = (site: Tab): Promise<Record<string, unknown>> =>
  site.evaluate(async () => {
    const { records } = await window.allod.collection('notes').find({ limit: 10_000 })
    const fieldsOf = (record: object) =>
      Object.entries(record).filter(([name]) => name !== 'id' && !name.startsWith('_'))
    return Object.fromEntries(records.map(record => [record.id, Object.fromEntries(fieldsOf(record))]))
  })

const entriesOf = (page: OwnPage) =>
  page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.entry')].map(entry => entry.innerText))

/** Clicks the button that begins with this name, in the entry that says so; many have one of the same name. */
const pressIn = (page: OwnPage, entry: string, name: string): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(
        ([entry, name]) => {
          const entries = [...document.querySelectorAll<HTMLElement>('.entry')]
          const buttons = entries.find(({ innerText }) => innerText.includes(entry))?.querySelectorAll('button') ?? []
          const button = [...buttons].find(button => button.ariaLabel?.startsWith(name))
          if (!button || button.disabled) return false
          button.click()
          return true
        },
        [entry, name] as const,
      ),
    )
    .toBe(true)

/** Unfolds the row that says so. */
const pressRow = (page: OwnPage, words: string): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(words => {
        const rows = [...document.querySelectorAll<HTMLElement>('.row > button')]
        const row = rows.find(({ innerText }) => innerText.includes(words))
        row?.click()
        return row !== undefined
      }, words),
    )
    .toBe(true)

const choose = (page: OwnPage, label: string) =>
  page.evaluate(label => {
    const labels = [...document.querySelectorAll('label')]
    labels
      .find(({ innerText }) => innerText === label)
      ?.querySelector('input')
      ?.click()
  }, label)

/** Into a field that both browsers show in their own ways. */
const type = (page: OwnPage, selector: string, value: string): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(
        ([selector, value]) => {
          const field = document.querySelector<HTMLInputElement | HTMLSelectElement>(selector)
          if (!field) return false
          field.value = value
          const isSelect = field instanceof HTMLSelectElement
          return field.dispatchEvent(new Event(isSelect ? 'change' : 'input', { bubbles: true }))
        },
        [selector, value] as const,
      ),
    )
    .toBe(true)
