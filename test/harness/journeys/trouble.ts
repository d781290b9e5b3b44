/** A store that cannot be opened: what its owner and the sites are told, and how it is over. */
import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { version } from '../../../lib/store/upgrade.ts'
import { fixtureOf } from '../../store/fixture.ts'
import { codeOf, grant, type Journeys, type Tab } from '../driver.ts'
import { untilSays } from '../own-page.ts'
import { all } from '../site.ts'

const pages = ['popup.html', 'dashboard.html', 'welcome.html', 'consent.html']
const get = "return window.allod.collection('notes').get('a')"

/** Opens the database itself, as another version of the extension would. */
const rowsIn = (tab: Tab, version?: number): Promise<{ version: number; records: number }> =>
  tab.evaluate(
    version =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('allod', version)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const db = opening.result
          const counting = db.transaction('records').objectStore('records').count()
          counting.onsuccess = () => {
            db.close()
            resolve({ version: db.version, records: counting.result })
          }
        }
      }),
    version,
  )

/** The store of version 2, held open as a background of that time would that does not let go. */
async function holdOld(tab: Tab): Promise<void> {
  const { version, stores } = fixtureOf(readFileSync('test/fixtures/store/v2.json', 'utf8'))
  const described = Object.entries(stores).map(([name, { rows, ...store }]) => {
    return { name, ...store, rows: name === 'meta' ? (rows as { key: string; value: unknown }[]) : [] }
  })
  await tab.evaluate(
    ({ version, json }) =>
      new Promise<void>((resolve, reject) => {
        indexedDB.deleteDatabase('allod')
        const opening = indexedDB.open('allod', version)
        opening.onupgradeneeded = () => {
          for (const { name, keyPath, autoIncrement, indexes, rows } of JSON.parse(json) as typeof described) {
            const store = opening.result.createObjectStore(name, { keyPath, autoIncrement })
            for (const [index, { keyPath, ...options }] of Object.entries(indexes)) {
              store.createIndex(index, keyPath, options)
            }
            for (const { key, value } of rows) store.put(value, key)
          }
        }
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          Object.assign(window, { old: opening.result })
          resolve()
        }
      }),
    { version, json: JSON.stringify(described) },
  )
}

const letGo = (tab: Tab) => tab.evaluate('window.old.close()')

export const trouble: Journeys = {
  'a store of a later version is not touched, and every page of ours says what to do': async driver => {
    const page = await driver.open('notes')
    await grant(driver, page, [all('notes', 'read', 'create')])
    expect(await codeOf(page, "return window.allod.collection('notes').put({ id: 'a' })")).toBeNull()
    const tab = await driver.ownPage('welcome.html')
    expect(await rowsIn(tab, 99)).toEqual({ version: 99, records: 1 })
    await driver.stopBackground()
    for (const path of pages) {
      const own = await driver.ownerPage(path)
      await untilSays(own, 'Your data was written by a newer version of Allod.')
      await untilSays(own, 'VersionError')
      await own.click('Try again')
      await untilSays(own, 'Your data was written by a newer version of Allod.')
    }
    expect(await codeOf(page, get)).toBe('extension_unavailable')
    expect(await rowsIn(tab)).toEqual({ version: 99, records: 1 })
  },

  'a store that an earlier version holds is waited for: that is said, and over as soon as it lets go': async driver => {
    const page = await driver.open('notes')
    const tab = await driver.ownPage('welcome.html')
    await holdOld(tab)
    await driver.stopBackground()
    const popup = await driver.ownerPage('popup.html')
    await untilSays(popup, 'An older version of Allod still has your data open.')
    expect(await codeOf(page, get)).toBe('extension_unavailable')
    await letGo(tab)
    await untilSays(popup, 'No other site has access.')
    expect(await codeOf(page, get)).toBe('not_permitted')
    expect((await rowsIn(tab)).version).toBe(version)
  },
}
