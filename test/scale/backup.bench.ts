/** `npm run scale:backup`: what a backup costs, and what it is compared with, side by side, as tables for docs. */
import { cpus, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from '@playwright/test'
import { launch } from '../harness/chromium.ts'
import { type Felt, feltDuring } from '../harness/scale/backup/feel.ts'
import {
  type Backed,
  beginBackup,
  beginRestore,
  type Done,
  type Holder,
  openHolder,
} from '../harness/scale/backup/owner.ts'
import { collection, makeRecords, plaintextOf } from '../harness/scale/backup/records.ts'
import { type ResticRound, resticRound } from '../harness/scale/backup/restic.ts'
import { isHead, startWatched, trafficOf, type Watched } from '../harness/scale/backup/server.ts'
import { steps, takeSteps } from '../harness/scale/backup/steps.ts'
import { median, putTable, tableOf } from '../harness/scale/document.ts'
import type { Server as Site } from '../harness/serve.ts'
import { serveSite } from '../harness/site.ts'

test.describe.configure({ mode: 'default', timeout: 0 })

const rounds = Number(process.env.ALLOD_ROUNDS ?? 5)
const [few, many] = [10_000, Number(process.env.ALLOD_SCALE ?? 100) * 1_000]
/** The backup waits so long for more to come: lib/sync/schedule.ts. Milliseconds. */
const batchFor = 5_000
const file = new URL('../../docs/PERFORMANCE.md', import.meta.url)

let site: Site
let watched: Watched
test.beforeAll(async () => {
  site = await serveSite()
  watched = await startWatched()
})
test.afterAll(async () => {
  await watched.stop()
  await site.close()
})

const ms = (time: number): string => `${time < 100 ? time.toFixed(1) : Math.round(time).toLocaleString('en')} ms`
const kB = (bytes: number): string => `${Math.round(bytes / 1000).toLocaleString('en')} kB`
const ratio = (a: number, b: number): string => (a / b).toFixed(2)

function write(name: string, text: string): void {
  const count = rounds === 1 ? 'One round' : `Medians of ${rounds} rounds`
  const said = `${text}\n\n${count}, ${cpus().length} cores, load ${loadavg()[2]?.toFixed(1)} with everything else that ran.`
  console.log(`${name}\n${said}`)
  putTable(file, name, said)
}

async function rounded(round: (i: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    await round(i)
    console.log(`round ${i + 1} of ${rounds}`)
  }
}

async function restored(backed: Backed): Promise<Done> {
  const browser = await launch()
  const restore = await beginRestore(browser, watched, backed)
  const done = await restore.run()
  await browser.close()
  return done
}

for (const size of [few, many]) {
  const name = `first ${size === few ? 'few' : 'many'}`
  test(name, async () => {
    const records = makeRecords(size)
    const holder = await openHolder(site, records)
    const taken: { backed: Backed; back: Done; restic: ResticRound }[] = []
    await rounded(async () => {
      const backup = await beginBackup(holder, watched)
      const backed = await backup.run()
      await backup.close()
      taken.push({ backed, restic: await resticRound(records), back: await restored(backed) })
    })
    await holder.browser.close()
    const of = (what: (one: (typeof taken)[number]) => number) => median(taken.map(what))
    const [ours, theirs] = [of(({ backed }) => backed.milliseconds), of(({ restic }) => restic.first.milliseconds)]
    const [back, theirBack] = [of(({ back }) => back.milliseconds), of(({ restic }) => restic.restore.milliseconds)]
    const [up, grown] = [of(({ backed }) => backed.up), of(({ restic }) => restic.first.bytes)]
    const [down, more] = [of(({ back }) => back.down), of(({ restic }) => restic.second.bytes)]
    const heads = [`${size.toLocaleString('en')} records`, 'ratio', 'Allod', 'restic']
    const rows = [
      ['first backup: time', ratio(ours, theirs), ms(ours), ms(theirs)],
      ['first backup: bytes', ratio(up, grown), kB(up), kB(grown)],
      ['first backup: requests', '', `${of(({ backed }) => backed.requests)}`, 'none: a local repository'],
      ['restore: time', ratio(back, theirBack), ms(back), ms(theirBack)],
      ['restore: bytes', '', kB(down), ''],
      ['restore: requests', '', `${of(({ back }) => back.requests)}`, ''],
      ['second backup, one record changed: time', '', 'see below', ms(of(({ restic }) => restic.second.milliseconds))],
      ['second backup, one record changed: bytes', '', 'see below', kB(more)],
    ]
    write(name, tableOf(heads, rows))
  })
}

test('small', async () => {
  const holder = await openHolder(site, makeRecords(few))
  const backup = await beginBackup(holder, watched)
  await backup.run()
  await pause(1_000)
  const changes: Done[] = []
  while (changes.length < rounds) {
    watched.since()
    const head = watched.next(isHead)
    const began = performance.now()
    await holder.page.evaluate(
      ({ collection, id }) => window.allod.collection(collection).patch(id, { note: `Changed ${Math.random()}` }),
      { collection, id: holder.id },
    )
    const { ended } = await head
    const answered = watched.since()
    await pause(1_000) // the turn ends after the answer: what is written within it does not wait for more
    if (answered.some(({ method }) => method === 'PROPFIND')) continue // it was time for a look as well
    if (answered.some(({ method }) => method === 'MKCOL')) continue // the first of all makes the folder
    changes.push({ ...trafficOf(answered), milliseconds: ended - began - batchFor })
  }
  // A tag counts once it has been seen for two seconds: three looks fetch what was put last, and from then on none does.
  for (let i = 0; i < 3; i++) await watched.next(({ method }) => method === 'PROPFIND')
  await pause(2_000)
  watched.since()
  const looked = await watched.next(({ method }) => method === 'PROPFIND')
  await pause(2_000) // whatever follows of it
  const polled = trafficOf(watched.since())
  await holder.browser.close()
  const of = (what: (one: Done) => number) => median(changes.map(what))
  const rows = [
    [
      'one small change',
      `${of(one => one.requests)}`,
      `${of(one => one.up)} B`,
      `${of(one => one.down)} B`,
      ms(of(one => one.milliseconds)),
    ],
    [
      'a look, nothing new',
      `${polled.requests}`,
      `${polled.up} B`,
      `${polled.down} B`,
      ms(looked.ended - looked.began),
    ],
  ]
  write('small', tableOf(['', 'requests', 'up', 'down', 'time'], rows))
})

async function manyHolder(): Promise<Holder> {
  return openHolder(site, makeRecords(many))
}

test('sealing', async () => {
  const holder = await manyHolder()
  const plaintext = await plaintextOf(holder.quiet)
  const taken: (Awaited<ReturnType<typeof takeSteps>> & { whole: number; http: number })[] = []
  await rounded(async () => {
    const backup = await beginBackup(holder, watched)
    let http = 0
    const count = watched.next(one => {
      if (one.method === 'PUT') http += one.ended - one.began
      return isHead(one)
    })
    const { milliseconds } = await backup.run()
    await count
    const each = await takeSteps(holder.browser)
    await backup.close()
    taken.push({ ...each, whole: milliseconds, http })
  })
  await holder.browser.close()
  const of = (what: keyof (typeof taken)[number]) => median(taken.map(one => one[what]))
  const words = {
    log: 'reading the log',
    records: 'reading each record once more, to leave out what later writes have replaced',
    json: 'JSON',
    utf8: 'UTF-8',
    deflate: 'deflate',
    digest: 'SHA-256 of what was deflated',
    encryptPacked: 'AES-GCM of what was deflated',
    encrypt: '**AES-GCM of the plaintext**',
  }
  const base = of('encrypt')
  const rows = [
    [`**backup, ${kB(plaintext)} of plaintext**`, ratio(of('whole'), base), ms(of('whole'))],
    ...steps.map(step => [words[step], ratio(of(step), base), ms(of(step))]),
    ['PUT, all requests', ratio(of('http'), base), ms(of('http'))],
  ]
  write('sealing', tableOf(['', 'ratio to AES-GCM of the plaintext', 'time'], rows))
})

test('feel', async () => {
  const holder = await manyHolder()
  const felt: Record<'backup' | 'restore', { during: Felt; alone: Felt }[]> = { backup: [], restore: [] }
  let backed: Backed | undefined
  await rounded(async () => {
    const backup = await beginBackup(holder, watched)
    const { done, felt: during } = await feltDuring(holder, backup.run)
    await backup.close()
    const { felt: alone } = await feltDuring(holder, () => pause(done.milliseconds))
    felt.backup.push({ during, alone })
    backed = done
  })
  await holder.browser.close()
  await rounded(async () => {
    const other = await openHolder(site, [])
    const restore = await beginRestore(other.browser, watched, backed as Backed, true)
    const { felt: alone } = await feltDuring(other, () => pause(10_000))
    const { felt: during } = await feltDuring(other, restore.run)
    await other.browser.close()
    felt.restore.push({ during, alone })
  })
  const rows = (['backup', 'restore'] as const).flatMap(what =>
    (['median', 'ninetyNinth', 'longest'] as const).map(which => {
      const [during, alone] = (['during', 'alone'] as const).map(side =>
        median(felt[what].map(one => one[side][which])),
      ) as [number, number]
      const word = { median: 'median', ninetyNinth: '99th percentile', longest: 'longest' }[which]
      return [`${what}: ${word}`, ms(during - alone), ms(during), ms(alone)]
    }),
  )
  write('feel', tableOf([`get, ${many.toLocaleString('en')} records`, 'longer by', 'during', 'without'], rows))
})

test('start', async () => {
  const [on, off] = [await openHolder(site, makeRecords(few)), await openHolder(site, makeRecords(few))]
  const backup = await beginBackup(on, watched)
  await backup.run()
  await backup.close()
  const times: number[][] = [[], []]
  await rounded(async () => {
    for (const [i, { browser, page, id }] of [on, off].entries()) {
      await browser.stopWorker()
      const time = await page.evaluate(
        async ({ collection, id }) => {
          const began = performance.now()
          await window.allod.collection(collection).get(id)
          return performance.now() - began
        },
        { collection, id },
      )
      times[i]?.push(time)
    }
  })
  for (const { browser } of [on, off]) await browser.close()
  const [withIt, without] = times.map(median) as [number, number]
  const row = ['background started by a call: first answer', ratio(withIt, without), ms(withIt), ms(without)]
  write('start', tableOf(['', 'ratio', 'with a backup', 'without'], [row]))
})
