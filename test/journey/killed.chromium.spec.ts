/** The browser is killed while a site writes as fast as it can: every acknowledged write is there, and once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Chromium, launch } from '../harness/chromium.ts'
import { processesOf } from '../harness/processes.ts'
import { faultsOfIndexes } from '../harness/scale/fill.ts'
import { all, grant, openSite, serveSite } from '../harness/site.ts'
import { verify } from '../harness/tags.ts'

const rounds = process.env.ALLOD_LONG === '1' ? 20 : 2
/** So many acknowledgements are waited for before the browser is killed: another number each time. */
const enough = (round: number) => 300 + ((round * 397) % 1_500)

test('a browser that is killed loses nothing that was acknowledged', verify, async () => {
  test.setTimeout(rounds * 120_000)
  const folder = mkdtempSync(join(tmpdir(), 'allod-killed-'))
  const site = await serveSite()
  let browser: Chromium | undefined
  try {
    browser = await launch({ profile: folder })
    const page = await openSite(browser, site, 'killed')
    await grant(browser, page, [all('notes', 'read', 'create', 'update')], consent =>
      consent.getByRole('radio', { name: 'Always' }).click(),
    )
    await page.evaluate(makeIndexed)
    const acknowledged = new Set<string>()
    for (let round = 0; round < rounds; round++) {
      const known = acknowledged.size
      const tab = round === 0 ? page : await openSite(browser, site, 'killed')
      let reach = () => {}
      const reached = new Promise<void>(resolve => {
        reach = resolve
      })
      await tab.exposeFunction('acknowledge', (id: string) => {
        acknowledged.add(id)
        if (acknowledged.size >= known + enough(round)) reach()
      })
      void tab.evaluate(writeOn, round).catch(() => {}) // it ends with the browser
      await reached
      await kill(browser)
      browser = await launch({ profile: folder })
      expect(await look(browser, [...acknowledged])).toEqual({
        lost: [],
        twice: [],
        whole: ['notes group'],
        faults: [],
      })
    }
  } finally {
    await browser?.close()
    await site.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

/** More than a thousand records, which are asked for by a field until that has an index. */
async function makeIndexed(): Promise<void> {
  const notes = window.allod.collection<{ group: number }>('notes')
  await notes.batch(
    Array.from({ length: 1_200 }, (_, i) => ({ op: 'put' as const, record: { id: `old${i}`, group: i % 50 } })),
  )
  for (let i = 0; i < 3; i++) await notes.find({ selector: { group: 7 } })
}

/** Groups of all sizes, without an end. */
async function writeOn(round: number): Promise<void> {
  const notes = window.allod.collection<{ group: number; text: string }>('notes')
  const { acknowledge } = window as unknown as { acknowledge(id: string): Promise<void> }
  for (let group = 0; ; group++) {
    const many = 1 + ((group * 37) % 120)
    await Promise.all(
      Array.from({ length: many }, async (_, i) => {
        const id = `r${round}-${group}-${i}`
        await notes.put({ id, group: i % 50, text: 'x'.repeat(500) })
        void acknowledge(id)
        // Records that stand there already move within the index.
        if (i % 5 === 0) await notes.patch(`old${(group * 31 + i) % 1_200}`, { group: group % 50 })
      }),
    )
  }
}

async function kill({ folder, context, close }: Chromium): Promise<void> {
  const gone = new Promise<void>(resolve => context.once('close', () => resolve()))
  const main = processesOf(folder).find(({ command }) => !command.includes('--type='))
  if (!main) throw new Error('The browser does not run.')
  process.kill(main.pid, 'SIGKILL')
  await gone
  // Its children go when they notice; the profile is theirs as long.
  await expect.poll(() => processesOf(folder).length).toBe(0)
  await close()
}

async function look(browser: Chromium, acknowledged: string[]) {
  const quiet = await browser.extensionPage('manifest.json')
  const found = await quiet.evaluate(async ids => {
    const answer = <T>(asking: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result)
        asking.onerror = () => reject(asking.error)
      })
    const db = await answer(indexedDB.open('allod'))
    const tx = db.transaction(['records', 'log'])
    const [rows, log] = await Promise.all([
      answer(tx.objectStore('records').getAll() as IDBRequest<{ id: string; alive: { value: boolean } }[]>),
      answer(tx.objectStore('log').getAll() as IDBRequest<{ commits: { ops: { id: string; alive?: boolean }[] }[] }[]>),
    ])
    db.close()
    const there = new Set(rows.filter(({ alive }) => alive.value).map(({ id }) => id))
    const made = log.flatMap(({ commits }) => commits.flatMap(({ ops }) => ops.filter(({ alive }) => alive)))
    const counts = new Map<string, number>()
    for (const { id } of made) counts.set(id, (counts.get(id) ?? 0) + 1)
    return {
      lost: ids.filter(id => !there.has(id)),
      twice: [...counts].filter(([, count]) => count > 1).map(([id]) => id),
    }
  }, acknowledged)
  const { whole, faults } = await faultsOfIndexes(quiet)
  await quiet.close()
  return { ...found, whole, faults }
}
