/** Upgrades that do not come to their end: the database is as it was, and it is said why. */
import { openDB } from 'idb'
import { expect, onTestFinished, test } from 'vitest'
import { Store } from '../../lib/store/index.ts'
import { troubleOf } from '../../lib/store/trouble.ts'
import { released, version } from '../../lib/store/upgrade.ts'
import v1 from '../fixtures/store/v1.json?raw'
import v2 from '../fixtures/store/v2.json?raw'
import { openStore } from './archive-stores.ts'
import { build, dump, fixtureOf } from './fixture.ts'
import { type Shown, shownIn } from './life.ts'

const first = fixtureOf<Shown>(v1)
const second = fixtureOf<Shown>(v2)

async function built(fixture: typeof first) {
  const name = crypto.randomUUID()
  await build(name, fixture)
  return { name, before: await dump(name) }
}

/** Afterwards, today's code finds everything. */
async function expectAllOf(name: string, { shown }: typeof first) {
  const store = await openStore(name)
  expect((await shownIn(store, { base: shown.base, at: shown.since.at })).records).toEqual(shown.records)
}

test.each([
  ['first', { 1: released[1]!, 3: released[3]! }, 'no step leads to version 2'],
  ['second', { 1: released[1]!, 2: released[2]!, 3: released[3]!, 5: async () => {} }, 'no step leads to version 4'],
])('a missing step after the %s is said, and nothing is done of those that are there', async (which, steps, why) => {
  const fixture = which === 'first' ? first : second
  const { name, before } = await built(fixture)
  await expect(Store.open(name, { steps })).rejects.toThrow(why)
  expect(await dump(name)).toEqual(before)
  await expectAllOf(name, fixture)
})

test('a step that fails halfway leaves nothing of itself', async () => {
  const { name, before } = await built(second)
  const failing = Store.open(name, {
    steps: {
      ...released,
      async 3(db, tx) {
        await released[3]?.(db, tx)
        await tx.objectStore('records').clear()
        throw new TypeError('halfway')
      },
    },
  })
  const error = await failing.catch(error => error)
  expect(troubleOf(error)).toEqual({ kind: 'broken', detail: 'TypeError: halfway' })
  expect(await dump(name)).toEqual(before)
  await expectAllOf(name, second)
})

test('a disk that is full in the midst of it is said to be full', async () => {
  const { name, before } = await built(second)
  const failing = Store.open(name, {
    steps: {
      ...released,
      async 3() {
        throw new DOMException('No room.', 'QuotaExceededError')
      },
    },
  })
  expect(troubleOf(await failing.catch(error => error))).toMatchObject({ kind: 'full' })
  expect(await dump(name)).toEqual(before)
})

test('a background that is ended in the midst of it leaves the database as it was', async () => {
  const { name, before } = await built(second)
  const worker = new Worker(new URL('./dying.ts', import.meta.url), { type: 'module' })
  onTestFinished(() => worker.terminate())
  await new Promise(resolve => {
    worker.onmessage = resolve
    worker.postMessage(name)
  })
  worker.terminate()
  expect(await dump(name)).toEqual(before)
  await expectAllOf(name, second)
})

test('a database of a later version is refused, and not touched', async () => {
  const later = { ...second, version: version + 1 }
  const { name, before } = await built(later)
  const error = await Store.open(name).catch(error => error)
  expect(troubleOf(error)).toMatchObject({ kind: 'newer', detail: expect.stringMatching(/^VersionError/) })
  expect(await dump(name)).toEqual(before)
})

test('an earlier version that does not let go is waited for, and that is said at once', async () => {
  const { name } = await built(second)
  const old = await openDB(name, 2) // it does not listen for a newer one
  let blocked = () => {}
  const told = new Promise<void>(resolve => {
    blocked = resolve
  })
  const opening = openStore(name, { onBlocked: blocked })
  await told
  expect(await old.count('records')).toBe(second.stores.records?.rows.length)
  old.close()
  await opening
  await expectAllOf(name, second)
})

test('ours lets go of the database for a later version', async () => {
  const name = crypto.randomUUID()
  await openStore(name)
  const blocked: unknown[] = []
  const later = await openDB(name, version + 1, { blocked: (...event) => blocked.push(event) })
  expect([later.version, blocked]).toEqual([version + 1, []])
  later.close()
})
