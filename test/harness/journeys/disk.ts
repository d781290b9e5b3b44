/** A disk that is nearly full, with a site that goes on writing and an owner who goes on deciding. */
import { expect } from '@playwright/test'
import { codeOf, type Driver, grant, type Tab } from '../driver.ts'
import { untilSays, untilSilent } from '../own-page.ts'
import { callOwner } from '../owner.ts'
import { all } from '../site.ts'

export interface SmallDisk {
  /** @param tab of a site that may write notes */
  fill(tab: Tab): Promise<void>
  free(): Promise<void>
}

const isLow = 'Your disk is nearly full.'

export async function surviveFullDisk(driver: Driver, disk: SmallDisk): Promise<void> {
  const page = await driver.open('notes')
  await grant(driver, page, [all('notes', 'read', 'create', 'update', 'delete')], 'Delete notes')
  const notes = (call: string) => `return window.allod.collection('notes').${call}`
  const code = (call: string) => codeOf(page, notes(call))
  const ids = () =>
    page
      .evaluate(`(async () => { ${notes('find({ selector: { mine: true } })')} })()`)
      .then(({ records }: { records: { id: string }[] }) => records.map(({ id }) => id))
  for (const id of ['a', 'b', 'c']) expect(await code(`put({ id: '${id}', mine: true })`)).toBeNull()
  const popup = await driver.ownerPage('popup.html')
  const dashboard = await driver.ownerPage('dashboard.html#sites')
  await untilSays(dashboard, new URL(driver.origin('notes')).host)
  expect(await dashboard.text()).not.toContain(isLow)

  await disk.fill(page)
  await untilSays(dashboard, isLow)
  await untilSays(popup, isLow)
  expect(await code("put({ id: 'd', mine: true })")).toBe('quota')
  expect(await code("patch('a', { more: 'x' })")).toBe('quota')
  expect(await code("batch([{ op: 'delete', id: 'a' }, { op: 'put', record: { id: 'e', mine: true } }])")).toBe('quota')
  expect(await code("delete('b')")).toBeNull()
  expect(await ids()).toEqual(['a', 'c'])

  await driver.stopBackground()
  expect(await ids()).toEqual(['a', 'c'])
  expect(await code("put({ id: 'f', mine: true })")).toBe('quota')
  await dashboard.bringToFront()
  await untilSays(dashboard, isLow)
  const dashboardService = await driver.ownPage('dashboard.html')
  const fields = { title: 'Mine' }
  await expect(callOwner(dashboardService, 'create', { collection: 'notes', fields })).rejects.toThrow(/full/)
  await callOwner(dashboardService, 'remove', { collection: 'notes', id: 'c' })
  expect(await ids()).toEqual(['a'])
  await dashboard.evaluate(() => {
    location.hash = '#activity'
  })
  await untilSays(dashboard, /no room/i)

  await disk.free()
  await dashboard.bringToFront()
  await untilSilent(dashboard, isLow)
  await popup.bringToFront() // behind others it does not wake the background
  await untilSilent(popup, isLow)
  expect(await code("put({ id: 'g', mine: true })")).toBeNull()
  expect(await ids()).toEqual(['a', 'g'])
  await disk.fill(page)
  await callOwner(dashboardService, 'revoke', driver.origin('notes'))
  await driver.stopBackground()
  expect(await code("get('a')")).toBe('not_permitted')
}
