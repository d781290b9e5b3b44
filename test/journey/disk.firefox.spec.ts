import { test } from '../harness/driver.firefox.ts'
import { surviveFullDisk } from '../harness/journeys/disk.ts'
import { callOwner } from '../harness/owner.ts'
import { verify } from '../harness/tags.ts'

// A fifth of it is what Firefox gives the extension: 100 MiB.
test.use({ prefs: { 'dom.quotaManager.temporaryStorage.fixedLimit': 5 * 100 * 1024 } })

test('a disk that is nearly full is survived, and its owner is told', verify, async ({ driver }) => {
  const page = await driver.popup()
  await surviveFullDisk(driver, {
    async fill() {
      await page.evaluate(fill)
      await callOwner(page, 'isDiskLow')
    },
    free: () => page.evaluate(free),
  })
})

/** Something else of the extension's own that takes up room. */
async function fill(): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('other')
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { autoIncrement: true })
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  for (let i = 0; i < 60; i++) {
    const bytes = new Uint8Array(2 ** 20)
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
    await new Promise<void>((resolve, reject) => {
      const tx = db.transaction('rows', 'readwrite')
      tx.objectStore('rows').add(bytes)
      tx.oncomplete = () => resolve()
      tx.onabort = () => reject(tx.error)
    })
  }
  db.close()
}

function free(): Promise<void> {
  return new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase('other')
    deleting.onsuccess = () => resolve()
    deleting.onerror = () => reject(deleting.error)
  })
}
