/** The frozen store, restored by the engine as it is today. */
import { describe, expect, test } from 'vitest'
import type { Json } from '../../lib/protocol/api.ts'
import { bytesOf, fileOf } from '../vectors/check.ts'
import type { StoreFile } from '../vectors/shapes.ts'
import { MemoryBucket } from './bucket.ts'
import { ownersRoot, Profile } from './profile.ts'

const { words, objects, records, revoked, kit } = fileOf<StoreFile>('store')

async function filled(): Promise<MemoryBucket> {
  const { store } = await ownersRoot()
  const bucket = new MemoryBucket()
  for (const { name, bytes } of objects) bucket.objects.set(`${store}/${name}`, bytesOf(bytes))
  return bucket
}

async function shownIn({ store }: Profile) {
  const shown: Record<string, Record<string, Record<string, Json>>> = {}
  await store.eachRecord(null, record => {
    const { collection, id } = record.row
    const fields = record.fieldNames('*').map(name => [name, record.value(name) as Json])
    if (record.alive) shown[collection] = { ...shown[collection], [id]: Object.fromEntries(fields) }
    return true
  })
  return shown
}

describe('the frozen store', () => {
  test('is restored, record by record, without what a removed device wrote later', async () => {
    expect(words.split(' ')).toHaveLength(24)
    const profile = await Profile.start(await filled())
    expect(await profile.restore()).toMatchObject({ devices: 3 })
    expect(await shownIn(profile)).toEqual(records)
    expect(profile.ended).toEqual([revoked])
  })

  test('is gone on with, and read by one more device', async () => {
    const bucket = await filled()
    const [first, second] = [await Profile.start(bucket), await Profile.start(bucket)]
    await first.restore()
    await first.put('new', { title: 'New' })
    await first.backup.backUpNow() // it says that the removed device has gone on: that is no hindrance
    await second.restore()
    expect(await shownIn(second)).toEqual({ ...records, documents: { new: { title: 'New' } } })
  })

  test.each(kit)('the kit code $code: $outcome', async ({ code, outcome }) => {
    const profile = await Profile.start(await filled())
    const restoring = profile.restore(code)
    if (outcome === 'ok') await restoring
    else await expect(restoring).rejects.toMatchObject({ kind: 'older' })
  })
})
