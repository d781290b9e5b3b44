import { expect } from '@playwright/test'
import { codeOf, type Driver, grant, type Journeys, type Tab } from '../driver.ts'
import { type OwnPage, untilSays, untilSilent } from '../own-page.ts'
import { all } from '../site.ts'

const everything = (name: string) => all(name, 'read', 'create', 'update', 'delete')

declare global {
  interface Window {
    /** Name and text of the last file that the page gave the browser to save. */
    saved: { name: string; text: string } | undefined
  }
}

export const wrote: Journeys = {
  'after a revoke, what the site made is counted, exported, deleted and brought back': async driver => {
    const { writer, other, host } = await twoSites(driver)
    const dashboard = await driver.ownerPage('dashboard.html#sites')
    await dashboard.click(`Revoke ${host}`)
    await untilSays(dashboard, 'No access any more')
    await untilSays(dashboard, 'Copies that it has made for itself cannot be called back.')
    expect(await codeOf(writer, `await allod.collection('notes').find()`)).toBe('not_permitted')

    await openWrote(dashboard, driver)
    await untilSays(dashboard, 'It made 1,203 records: 1,202 of notes, 1 of tasks.')
    await catchDownload(dashboard)
    await dashboard.click(`Export what ${host} wrote`)
    await untilSays(dashboard, 'Exported 1,203 records.')
    const { name, text } = (await dashboard.evaluate(() => window.saved)) as { name: string; text: string }
    expect(name).toMatch(new RegExp(`^allod-${host.replace(':', '-')}-\\d{4}-\\d\\d-\\d\\d\\.jsonl$`))
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(1_203)
    const records = lines.map(line => JSON.parse(line))
    expect(records.find(({ id }) => id === 'both')).toMatchObject({
      collection: 'notes',
      fields: { n: 'mine', by: 'other' },
    })
    expect(new Set(records.map(({ made }) => made.by))).toEqual(new Set([driver.origin('writer')]))

    await dashboard.click(`Delete what ${host} wrote`)
    await untilSays(dashboard, 'Delete 1,203 records?')
    await untilSays(dashboard, '1,202 of notes, 1 of tasks. What others have written into them since goes with them.')
    await dashboard.click('Cancel')
    expect(await idsSeenBy(other)).toHaveLength(1_203)
    await dashboard.click(`Delete what ${host} wrote`)
    await untilSays(dashboard, 'Delete 1,203 records?')
    await dashboard.click('Delete them')
    await untilSays(dashboard, 'Deleted 1,203 records.')
    expect(await idsSeenBy(other)).toEqual(['theirs'])

    await dashboard.click('Undo')
    await untilSays(dashboard, '1,203 records are back.')
    expect(await idsSeenBy(other)).toHaveLength(1_203)
    const back = await other.evaluate(() => window.allod.collection('notes').get('both'))
    expect(back).toMatchObject({ n: 'mine', by: 'other' })

    await dashboard.click(`Keep what ${host} wrote`)
    await untilSays(dashboard, `What ${host} wrote stays as it is.`)
    await dashboard.click('All sites')
    await untilSilent(dashboard, 'No access any more')
    expect(await idsSeenBy(other)).toHaveLength(1_203)
  },

  'what a site wrote is deleted while it has access, and it gets its room back; a new grant clears what a revoke has left':
    async driver => {
      const { writer, host } = await twoSites(driver)
      const dashboard = await driver.ownerPage('dashboard.html#sites')
      await untilSays(dashboard, 'Has stored 1,203 records')
      await dashboard.click(`What it wrote: ${host}`)
      await untilSays(dashboard, 'It made 1,203 records')
      expect(await dashboard.text()).not.toContain('Keep')
      await dashboard.click(`Delete what ${host} wrote`)
      await untilSays(dashboard, 'Delete 1,203 records?')
      await dashboard.click('Delete them')
      await untilSays(dashboard, 'Deleted 1,203 records.')
      expect(await idsSeenBy(writer)).toEqual(['theirs'])
      await dashboard.click('All sites')
      await untilSays(dashboard, 'Has stored 0 records, 0 bytes')

      await dashboard.click(`Revoke ${host}`)
      await untilSays(dashboard, 'No access any more')
      await writer.bringToFront()
      await grant(driver, writer, [everything('notes')])
      await dashboard.bringToFront()
      await untilSilent(dashboard, 'Revoked today')
    },

  'the popup says after a revoke where to go on, and does not name the site any more': async driver => {
    const { host } = await twoSites(driver)
    const popup = await driver.ownerPage('popup.html')
    await popup.click(`Revoke ${host}`)
    await untilSays(popup, 'Access revoked. Keep, export or delete what it wrote')
    await untilSilent(popup, host)
    const address = await popup.evaluate(
      () => [...document.querySelectorAll('a')].find(link => link.textContent?.startsWith('Keep'))?.href ?? '',
    )
    expect(address.split('#')[1]).toBe(`sites/${encodeURIComponent(driver.origin('writer'))}`)
    const dashboard = await driver.ownerPage(`dashboard.html#${address.split('#')[1]}`)
    await untilSays(dashboard, 'It made 1,203 records')
  },

  'a site that may not ask is shown with the reason, and may ask again when the owner says so': async driver => {
    const page = await driver.open('never')
    const host = new URL(driver.origin('never')).host
    await page.evaluate(asked => void Object.assign(window, { ask: asked }), { scopes: [all('notes', 'read')] })
    await page.bringToFront()
    await driver.click(page)
    const shown = await driver.consent()
    await shown.openOthers()
    await shown.press('Never ask again')
    const popup = await driver.ownerPage('popup.html')
    await untilSays(popup, 'You said: never ask again.')
    const dashboard = await driver.ownerPage('dashboard.html#sites')
    await untilSays(dashboard, 'You said: never ask again.')
    await dashboard.click(`Let it ask again: ${host}`)
    await untilSilent(dashboard, 'never ask again')
    await untilSilent(popup, 'never ask again')

    for (let i = 0; i < 3; i++) {
      await page.bringToFront()
      await driver.click(page)
      await (await driver.consent()).press('Deny')
    }
    await dashboard.bringToFront()
    await untilSays(dashboard, 'Sent away too often; it may ask again from')
    await dashboard.click(`Let it ask again: ${host}`)
    await untilSilent(dashboard, 'Sent away too often')
  },
}

/** One that made 1,203 records, and another that has changed one of them and made one. */
async function twoSites(driver: Driver): Promise<{ writer: Tab; other: Tab; host: string }> {
  const writer = await driver.open('writer')
  await grant(driver, writer, [everything('notes'), everything('tasks')])
  await writer.evaluate(async () => {
    const notes = window.allod.collection('notes')
    const puts = Array.from({ length: 1_201 }, (_, n) => notes.put({ id: `n${n}`, n }))
    await Promise.all([...puts, notes.put({ id: 'both', n: 'mine' }), window.allod.collection('tasks').put({ n: 1 })])
  })
  const other = await driver.open('other')
  await grant(driver, other, [everything('notes')])
  await other.evaluate(async () => {
    await window.allod.collection('notes').put({ id: 'theirs' })
    await window.allod.collection('notes').patch('both', { by: 'other' })
  })
  await writer.evaluate(() => window.allod.collection('notes').patch('theirs', { changed: true }))
  return { writer, other, host: new URL(driver.origin('writer')).host }
}

async function openWrote(dashboard: OwnPage, driver: Driver): Promise<void> {
  await dashboard.click(new URL(driver.origin('writer')).host)
}

const idsSeenBy = (site: Tab) =>
  site.evaluate(async () => {
    const { records } = await window.allod.collection('notes').find({ limit: 10_000 })
    return records.map(({ id }) => id)
  })

/** Keeps what the page would have the browser save. */
const catchDownload = (page: OwnPage) =>
  page.evaluate(() => {
    Reflect.deleteProperty(window, 'showSaveFilePicker')
    let blob: Blob | undefined
    URL.createObjectURL = made => {
      blob = made as Blob
      return 'blob:caught'
    }
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      const name = this.download
      void blob?.text().then(text => {
        window.saved = { name, text }
      })
    }
  })
