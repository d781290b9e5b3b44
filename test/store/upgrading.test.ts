/** Every version that was ever released, as a database of its own time: brought to the present one, it shows the same. */
import { describe, expect, it, test } from 'vitest'
import { Store } from '../../lib/store/index.ts'
import { version } from '../../lib/store/upgrade.ts'
import { contentOf, exported, imported, openStore } from './archive-stores.ts'
import { build, dump, type Fixture, fixtureOf } from './fixture.ts'
import { commit, type Shown, shownIn } from './life.ts'

const files = import.meta.glob<string>('../fixtures/store/v*.json', { query: '?raw', import: 'default', eager: true })
const fixtures = Object.values(files).map(text => fixtureOf<Shown>(text))

/** What is described of the object stores, without a row. */
const shapeOf = ({ stores }: Omit<Fixture, 'shown'>) =>
  Object.fromEntries(Object.entries(stores).map(([name, { rows: _, ...store }]) => [name, store]))

async function upgraded(fixture: Fixture) {
  const name = crypto.randomUUID()
  await build(name, fixture)
  return { name, store: await openStore(name) }
}

test('there is a fixture of every version', () => {
  const all = Array.from({ length: version }, (_, i) => i + 1)
  expect(fixtures.map(({ version }) => version).sort()).toEqual(all)
})

describe.each(fixtures.map(fixture => [fixture.version, fixture] as const))('version %i', (_, fixture) => {
  const { shown } = fixture
  const lived = { base: shown.base, at: shown.since.at }

  it('shows what it showed in its own time', async () => {
    const { store } = await upgraded(fixture)
    expect(await shownIn(store, lived)).toEqual(shown)
    expect(Object.values(shown.records).map(records => Object.keys(records).length)).toEqual([6, 3, 1])
    expect(shown.since.changes).toHaveLength(4)
  })

  it('has the shape of a new one', async () => {
    const { name } = await upgraded(fixture)
    const fresh = crypto.randomUUID()
    await openStore(fresh)
    const after = await dump(name)
    expect(after.version).toBe(version)
    expect(shapeOf(after)).toEqual(shapeOf(await dump(fresh)))
  })

  it('names in each row and image what changed it last: as though all of it were written today', async () => {
    const { name, store } = await upgraded(fixture)
    const log = (await dump(name)).stores.log?.rows.map(({ value }) => value as never) ?? []
    const again = crypto.randomUUID()
    const today = await openStore(again)
    await today.adoptSpace(store.identity.space)
    await today.importGroups(store.identity.space, log)
    const [expected, found] = [await contentOf(again), await contentOf(name)]
    expect(found.records).toEqual(expected.records)
    expect(found.before).toEqual(expected.before)
  })

  it('knows what stood in a record long ago', async () => {
    const { store } = await upgraded(fixture)
    const { key, rev, title, body } = shown.base
    const seen = await store.write({
      space: key[0],
      author: { owner: true },
      keys: [key],
      bases: [{ key, rev, visible: () => '*' }],
      apply: group => ({
        title: group.base(key, rev)?.value('title'),
        body: group.base(key, rev)?.textOf('body')?.text.toString(),
      }),
    })
    expect(seen).toEqual({ title, body })
  })

  it('is exported and imported', async () => {
    const { store } = await upgraded(fixture)
    const { blob } = await exported(store)
    const other = await openStore()
    await imported(other, blob)
    expect((await shownIn(other, lived)).records).toEqual(shown.records)
  })

  it('is written to, and is the same after it was closed and opened again', async () => {
    const { name, store } = await upgraded(fixture)
    const before = await dump(name)
    store.close()
    const again = await Store.open(name)
    expect(await dump(name)).toEqual(before)
    const site = { site: 'https://a.test' }
    await commit(again, site, [{ collection: 'notes', id: 'plain', set: { title: 'Three' } }], 'mine', 3)
    await commit(again, site, [{ collection: 'notes', id: 'more', set: { n: 1 }, alive: true }])
    const { records, commits, answers } = await shownIn(again, lived)
    expect(records['mine notes']).toMatchObject({ plain: { title: 'Three', mine: true }, more: { n: 1 } })
    expect(commits.slice(0, -2)).toEqual(shown.commits)
    expect(answers).toHaveLength(3)
    const { device, space } = again.identity
    const own = (await again.commitsAfter(0)).filter(commit => commit.device === device && commit.space === space)
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, i) => i + 1))
    again.close()
  })
})
