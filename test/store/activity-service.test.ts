import { expect, test } from 'vitest'
import { activityService } from '../../lib/owner/activity.ts'
import type { ActivityAsk } from '../../lib/protocol/activity.ts'
import type { Entry, Store } from '../../lib/store/index.ts'
import { clockAt, noon, open, site } from './open.ts'

const everything: ActivityAsk = { before: null, origin: null, what: null, text: '' }

const note = (store: Store, ...entries: Entry[]) =>
  store.decide(async (_tx, _head, note) => {
    for (const entry of entries) note(entry)
  })

async function begin() {
  const clock = clockAt(noon)
  const store = await open(undefined, { now: clock.now })
  await note(
    store,
    { origin: site, what: 'request', detail: 'read documents', reason: 'Für dich' },
    { origin: 'https://b.test', what: 'read', collection: 'contacts', count: 2, fields: ['Email'] },
  )
  await note(store, { origin: site, what: 'revoke', detail: 'read documents' })
  return { store, clock, service: activityService({ store }) }
}

test.each<[Partial<ActivityAsk>, string[]]>([
  [{}, ['revoke', 'request', 'read']],
  [{ origin: site }, ['revoke', 'request']],
  [{ what: 'read' }, ['read']],
  [{ text: 'DOCUMENTS' }, ['revoke', 'request']],
  [{ text: 'email' }, ['read']],
  [{ text: 'FÜR' }, ['request']],
  [{ text: 'b.test' }, ['read']],
  [{ text: 'b.test', origin: site }, []],
  [{ before: 2 }, ['request', 'read']],
])('%j finds %j', async (ask, kinds) => {
  const { service } = await begin()
  const { lines, next } = await service.activity({ ...everything, ...ask })
  expect(lines.map(({ what }) => what)).toEqual(kinds)
  expect(next).toBeNull()
})

test('a line has the place and the time of its row', async () => {
  const { service } = await begin()
  expect((await service.activity({ ...everything, what: 'read' })).lines).toEqual([
    {
      n: 1,
      i: 1,
      time: noon,
      origin: 'https://b.test',
      what: 'read',
      collection: 'contacts',
      count: 2,
      fields: ['Email'],
    },
  ])
})

test('slices end, and go on where they ended', async () => {
  const store = await open()
  for (let i = 0; i < 5; i++) {
    await note(store, ...Array.from({ length: 100 }, (_, j): Entry => ({ origin: site, what: 'end', detail: `${j}` })))
  }
  const service = activityService({ store })
  const first = await service.activity(everything)
  expect([first.lines.length, first.next]).toEqual([300, 3])
  const second = await service.activity({ ...everything, before: first.next })
  expect([second.lines.length, second.next]).toEqual([200, null])
})

test('what is older than the owner wants goes at once', async () => {
  const { store, clock, service } = await begin()
  clock.time = noon + 8 * 86_400_000
  await note(store, { origin: site, what: 'revoke' })
  expect(await service.activityKept()).toEqual({ days: 90, rows: 100_000 })
  await service.keepActivity(7)
  expect((await service.activity(everything)).lines).toHaveLength(1)
  expect((await service.activityKept()).days).toBe(7)
})

test.each([0, 8, -1, '7', Number.POSITIVE_INFINITY])('%j days are no choice', async days => {
  const { service } = await begin()
  await expect(service.keepActivity(days as number)).rejects.toThrow()
})
