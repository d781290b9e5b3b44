import { expect, it } from 'vitest'
import type { ConsentWindow } from '../../lib/broker/consent-window.ts'
import type { Document } from '../../lib/broker/document.ts'
import type { Grants } from '../../lib/broker/grants.ts'
import { Requests } from '../../lib/broker/requests.ts'
import type { Sites } from '../../lib/broker/sites.ts'
import type { Scope } from '../../lib/protocol/api.ts'
import { open } from './open.ts'

const scopes: Scope[] = [{ collection: 'notes', access: ['read'], fields: '*', records: 'all' }]
const document = { key: 'd', caller: { origin: 'https://a.test', documentId: 'd', tab: 1 } } as Document

/** Requests over a real store, with nobody looking. `written` counts the decisions that reached the disk. */
async function start() {
  const store = await open()
  let written = 0
  const { decide } = store
  store.decide = (...given) => {
    written++
    return decide.apply(store, given as never) as never
  }
  const window = { show: async () => ({ id: 1, tab: 9 }), close() {} } as Partial<ConsentWindow> as ConsentWindow
  const sites = { of: () => ({ origin: 'https://a.test', refusals: [] }) } as never as Sites
  const listener = { wished() {}, asked() {}, changed() {}, answered() {} }
  const requests = new Requests(store, {} as Grants, sites, window, Date.now, listener)
  const ask = (n: number) =>
    requests.ask(document, { n, hash: '' }, { scopes, reason: '' }, n === 1).then(
      () => 'granted',
      ({ code }: { code: string }) => code,
    )
  return { store, requests, ask, written: () => written }
}

it('calls that join a request in one task are written once, and found again by another background', async () => {
  const { store, requests, ask, written } = await start()
  const asked = Array.from({ length: 20 }, (_, i) => ask(i + 1))
  // The row, and the same with the window in which it is shown.
  await expect.poll(async () => (await store.requests())[0]?.window).toEqual({ id: 1, tab: 9 })
  expect((await store.requests())[0]?.calls.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect(written()).toBeLessThanOrEqual(2)
  await requests.endWhere(() => true, 'user_denied')
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['user_denied']))
  expect(await store.requests()).toEqual([])
})

it('no more than twenty calls wait for one request', async () => {
  const { store, requests, ask } = await start()
  const codes: string[] = []
  for (let n = 1; n <= 5_000; n++) void ask(n).then(code => codes.push(code))
  await store.decide(async () => {})
  expect(codes.length).toBe(4_980)
  await requests.endWhere(() => true, 'aborted')
  await expect.poll(() => codes.length).toBe(5_000)
  expect(codes.filter(code => code === 'rate_limited').length).toBe(4_980)
  expect(codes.filter(code => code === 'aborted').length).toBe(20)
})

it('one that ends while it is being written does not come back', async () => {
  const { store, requests, ask } = await start()
  const asked = ask(1)
  const joined = ask(2)
  await requests.endWhere(() => true, 'aborted')
  expect(await Promise.all([asked, joined])).toEqual(['aborted', 'aborted'])
  await store.decide(async () => {})
  expect(await store.requests()).toEqual([])
})

it('requests that end for two reasons at once end for the first', async () => {
  const { store, requests } = await start()
  const ask = (collection: string, n: number) =>
    requests
      .ask(document, { n, hash: '' }, { scopes: [{ ...(scopes[0] as Scope), collection }], reason: '' }, true)
      .catch(({ code }) => code)
  const asked = Promise.all([ask('notes', 1), ask('tasks', 2)])
  await Promise.all([requests.endWhere(() => true, 'aborted'), requests.endWhere(() => true, 'revoked')])
  expect(await asked).toEqual(['aborted', 'aborted'])
  const outcomes: unknown[] = []
  await store.eachActivity(null, ({ entries }) => outcomes.push(...entries.map(({ outcome }) => outcome)) > 0)
  expect(outcomes.filter(Boolean)).toEqual(['aborted', 'aborted'])
})
