/** What a site's calls count, through the commit queue of a real store. */
import { expect, test } from 'vitest'
import { batch } from '../../lib/broker/calls/batch.ts'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { put } from '../../lib/broker/calls/put.ts'
import { pushText } from '../../lib/broker/calls/text.ts'
import { Text } from '../../lib/store/index.ts'
import { clientFor, fieldsOf, open } from './open.ts'
import { siteOn, target } from './site.ts'

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    ({ code }) => code,
  )

test('the writes of one group see each other, and those without room leave nothing', async () => {
  const store = await open()
  const site = siteOn(store)
  site.stored.limit({ records: 3, bytes: 1_000 })
  const puts = Array.from({ length: 10 }, (_, i) =>
    codeOf(put(site.call(), { ...target, record: { id: `r${i}`, title: 'x' } })),
  )
  expect((await Promise.all(puts)).filter(code => code === 'quota')).toHaveLength(7)
  expect(site.stored.used).toEqual({ records: 3, bytes: 9 })
  expect(await store.count(store.identity.space, 'documents', 100)).toBe(3)
})

test('a batch is written wholly or not at all; deleting makes room in the same batch', async () => {
  const store = await open()
  const site = siteOn(store)
  site.stored.limit({ records: 2, bytes: 1_000 })
  const operations = ['a', 'b', 'c'].map(id => ({ op: 'put' as const, record: { id } }))
  expect(await codeOf(batch(site.call(), { ...target, operations }))).toBe('quota')
  expect(site.stored.used).toEqual({ records: 0, bytes: 0 })
  await batch(site.call(), { ...target, operations: operations.slice(0, 2) })
  const exchange = [{ op: 'delete' as const, id: 'a' }, ...operations.slice(2)]
  expect(await codeOf(batch(site.call(), { ...target, operations: exchange }))).toBe(null)
  expect(site.stored.used.records).toBe(2)
})

test('a text pushed where a record was deleted needs room for both, and without it nothing is revived', async () => {
  const store = await open()
  const site = siteOn(store)
  await put(site.call(), { ...target, record: { id: 'x', body: 'old' } })
  await deleteRecord(site.call(), { ...target, id: 'x' })
  expect(site.stored.used).toEqual({ records: 0, bytes: 0 })
  const update = new Text('body').replace('new', clientFor('one'))
  const push = () => codeOf(pushText(site.call(), { ...target, id: 'x', field: 'body', update }))
  site.stored.limit({ records: 0, bytes: 1_000 })
  expect(await push()).toBe('quota')
  expect(await fieldsOf(store, [store.identity.space, 'documents', 'x'])).toBe(undefined)
  site.stored.limit({ records: 1, bytes: 1_000 })
  expect(await push()).toBe(null)
  expect(site.stored.used).toEqual({ records: 1, bytes: update.byteLength })
})

test('what was refused for another reason takes no room', async () => {
  const store = await open()
  const site = siteOn(store)
  const waiting = put(site.call(), { ...target, record: { title: 'late' } })
  site.revoke()
  expect(await codeOf(waiting)).toBe('revoked')
  expect(site.stored.used).toEqual({ records: 0, bytes: 0 })
})
