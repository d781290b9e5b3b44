/** Another client, written from docs/FORMAT.md, reads the frozen files as ours does. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fileOf } from '../vectors/check.ts'
import { type Member, openWords, padme, readStore } from '../vectors/reader.ts'
import type { MembersFile, PackingFile, StoreFile, WordsFile } from '../vectors/shapes.ts'

const { words, objects, members, records, revoked, kit } = fileOf<StoreFile>('store')
const bytesOf = (text: string) => Buffer.from(text, 'base64url')
const all = () => new Map(objects.map(({ name, bytes }) => [name, bytesOf(bytes)]))

const told = (found: Map<string, Member>) =>
  [...found.values()]
    .map(({ removed, ...one }) => ({ ...one, removedAt: removed?.seq ?? null, removedHash: removed?.hash ?? '' }))
    .sort((a, b) => (a.device < b.device ? -1 : 1))

describe('the reader', () => {
  test('uses nothing of the product', () => {
    for (const file of ['reader', 'records']) {
      const source = readFileSync(new URL(`../vectors/${file}.ts`, import.meta.url), 'utf8')
      expect(source).not.toMatch(/from '.*\/lib\//)
    }
  })

  test('reads the whole store', async () => {
    const found = await readStore(words, all())
    expect(found.records).toEqual(records)
    expect(found.revoked).toEqual(revoked)
    expect(told(found.members)).toEqual(members)
    expect(found.refused).toEqual([])
  })

  const isOld = (name: string) => name.includes(`/${members.find(({ removedAt }) => removedAt !== null)?.device}/`)
  const isUncounted = (name: string) => /\/2-/.test(name) && isOld(name)
  const needed = objects.map(({ name }) => name).filter(name => !/\/[hm]\//.test(name) && !isUncounted(name))

  test.each(needed)('does without nothing that is needed: %s', async name => {
    const without = all()
    without.delete(name)
    await expect(readStore(words, without)).rejects.toThrow()
  })

  test.each(needed)('reads nothing whose bytes were changed: %s', async name => {
    const changed = all()
    const bytes = changed.get(name) ?? Buffer.alloc(0)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    await expect(readStore(words, changed)).rejects.toThrow()
  })

  test('notices a head that is held back, from what another device has seen', async () => {
    const seen = await readStore(words, all())
    const phone = [...seen.members.values()].find(({ name }) => name === 'Phone')?.device
    const without = all()
    for (const name of without.keys()) if (name.includes(`/h/${phone}.`)) without.delete(name)
    await expect(readStore(words, without)).rejects.toThrow('held back')
  })

  test.each(kit)('takes the kit code $code for $outcome', async ({ code, outcome }) => {
    const reading = readStore(words, all(), code)
    if (outcome === 'ok') await reading
    else await expect(reading).rejects.toThrow('older')
  })

  const sets = fileOf<MembersFile>('members')
  test.each(sets.sets)('membership: $what', async ({ objects: some, members, refused }) => {
    const keys = objects.filter(({ name }) => name === 'f' || /\/k\//.test(name))
    for (const order of [some, some.toReversed()]) {
      const there = new Map([...keys, ...order].map(({ name, bytes }) => [name, bytesOf(bytes)]))
      const found = await readStore(sets.reader.words, there)
      expect(told(found.members)).toEqual(members)
      expect(found.refused.sort()).toEqual(refused.map(name => name.split('/')[2]))
    }
  })

  test.each(fileOf<WordsFile>('words').good)('$words', ({ words, publicKey, store, admin, identity }) => {
    expect(openWords(words)).toEqual({ root: publicKey, store, admin, identity })
  })

  test.each(fileOf<PackingFile>('packing').padded)('pads %i bytes to %i', (length, to) => {
    expect(padme(length)).toBe(to)
  })
})
