import { deleteDB } from 'idb'
import { expect, onTestFinished, test } from 'vitest'
import { Grants } from '../../lib/broker/grants.ts'
import type { Scope } from '../../lib/protocol/api.ts'
import { Store } from '../../lib/store/index.ts'

const scopes: Scope[] = [{ collection: 'notes', access: ['read'], fields: '*', records: 'all' }]
const part = () => ({ grant: 'g', lifetime: 'always' as const, expiresAt: null, since: Date.now() })

test('grants that are loaded at the start are told to nobody; what another instance changes is told', async () => {
  const name = crypto.randomUUID()
  const store = await Store.open(name)
  onTestFinished(async () => {
    store.close()
    await deleteDB(name)
  })
  const changes: string[] = []
  const [one, two] = [new Grants(store, Date.now, () => {}), new Grants(store, Date.now, o => changes.push(o))]
  await one.add('https://a.test', 'space', scopes, part(), async () => {})
  await two.load()
  expect(two.origins()).toEqual(['https://a.test'])
  expect(changes).toEqual([])

  await one.add('https://b.test', 'space', scopes, part(), async () => {})
  await one.take('https://a.test', 'revoke')
  await two.reload()
  expect(two.origins()).toEqual(['https://b.test'])
  expect(changes.sort()).toEqual(['https://a.test', 'https://b.test'])
})
