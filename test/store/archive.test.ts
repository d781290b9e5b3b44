import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { archiveService } from '../../lib/owner/archive.ts'
import type { GroupEvent } from '../../lib/store/index.ts'
import { UnfinishedError } from '../../lib/ui/archive/import.ts'
import { commit, filesOf, stampAt, workWith, zipOf } from '../unit/archive.ts'
import {
  change,
  contentOf,
  exported,
  fill,
  imported,
  keyIn,
  openStore,
  put,
  retext,
  shownIn,
  typed,
} from './archive-stores.ts'

const noon = Date.UTC(2026, 0, 2, 12)

describe('a fresh store that imports an export', () => {
  it('is the same store: records, history, order, and who owns which client id', async () => {
    const [here, there] = [crypto.randomUUID(), crypto.randomUUID()]
    const [first, second] = [await openStore(here), await openStore(there)]
    await fill(first)
    const { blob, manifest } = await exported(first)
    const done = await imported(second, blob)

    expect(done).toMatchObject({ footing: 'adopted', added: manifest.files['commits.jsonl'].lines, known: 0 })
    expect(second.identity.space).toBe(first.identity.space)
    expect(second.identity.device).not.toBe(first.identity.device)
    expect(second.identity.secret).not.toBe(first.identity.secret)
    expect(await contentOf(there)).toEqual(await contentOf(here))
    expect(await shownIn(second)).toEqual(await shownIn(first))
    expect(await shownIn(second)).toMatchObject({
      plain: { title: 'Two' },
      text: { body: 'oh, hello world 😀', title: 'A text' },
      replaced: { body: 'second and more' },
      back: { a: 2 },
    })
    expect(Object.keys(await shownIn(second))).not.toContain('gone')
    expect((await exported(second)).manifest.files).toEqual(manifest.files)
  })

  it('is the same after it has been closed, and goes on by itself', async () => {
    const name = crypto.randomUUID()
    const [first, second] = [await openStore(), await openStore(name)]
    await fill(first)
    await imported(second, (await exported(first)).blob)
    second.close()
    const again = await openStore(name)
    expect(again.identity.space).toBe(first.identity.space)
    expect(await shownIn(again)).toEqual(await shownIn(first))
    await retext(again, 'text', 'oh, hello again')
    await put(again, 'new', { a: 1 })
    expect(await shownIn(again)).toMatchObject({ text: { body: 'oh, hello again' }, new: { a: 1 } })
    const last = (await again.commitsAfter(0)).at(-1)
    expect(last).toMatchObject({ device: again.identity.device, seq: 2 })
  })

  it('is the same where a text has more updates than are kept apart', async () => {
    const [first, second] = [await openStore(), await openStore()]
    await put(first, 'a', { body: 'start' })
    for (let i = 0; i < 450; i++) await retext(first, 'a', `start ${'x'.repeat(i)}`)
    await imported(second, (await exported(first)).blob)
    expect(await shownIn(second)).toEqual(await shownIn(first))
    await retext(second, 'a', 'end')
    expect(await shownIn(second)).toEqual({ a: { body: 'end' } })
  })

  it('is the same where one transaction and one record are larger than a slice', async () => {
    const [here, there] = [crypto.randomUUID(), crypto.randomUUID()]
    const [first, second] = [await openStore(here), await openStore(there)]
    const large = 'x'.repeat(900_000)
    await Promise.all([1, 2, 3, 4, 5].map(i => put(first, `large${i}`, { large })))
    for (const i of [1, 2, 3]) await change(first, 'grown', { set: { [`f${i}`]: large }, alive: true })
    const { blob, manifest } = await exported(first)
    await imported(second, blob)
    expect(await contentOf(there)).toEqual(await contentOf(here))
    expect((await exported(second)).manifest.files).toEqual(manifest.files)
  })

  it('is the same when nothing is in it', async () => {
    const [first, second] = [await openStore(), await openStore()]
    expect(await imported(second, (await exported(first)).blob)).toMatchObject({ added: 0, known: 0 })
    expect(second.identity.space).toBe(first.identity.space)
  })

  const id = fc.constantFrom('a', 'b', 'c')
  const name = fc.constantFrom('x', 'body', 'toString', 'é')
  const step = fc.oneof(
    fc.record({
      do: fc.constant('put' as const),
      id,
      name,
      value: fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null)),
    }),
    fc.record({
      do: fc.constant('text' as const),
      id,
      name: fc.constantFrom('x', 'body'),
      value: fc.string({ unit: 'grapheme' }),
    }),
    fc.record({ do: fc.constant('remove' as const), id, name }),
    fc.record({ do: fc.constant('delete' as const), id }),
  )

  /** Of two records in one group the first takes longer to load: what stood there before was kept in the other order. */
  const slower: (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[] = [
    { do: 'put', id: 'b', name: 'x', value: '' },
    { do: 'remove', id: 'a', name: 'x' },
    { do: 'text', id: 'b', name: 'x', value: '' },
    { do: 'remove', id: 'b', name: 'x' },
    { do: 'delete', id: 'a' },
  ]

  it('is the same, whatever was done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat({ max: 3 }), async (steps, together) => {
        const [here, there] = [crypto.randomUUID(), crypto.randomUUID()]
        const [first, second] = [await openStore(here), await openStore(there)]
        const writes: Promise<unknown>[] = []
        for (const [i, step] of steps.entries()) {
          const by = i % 2 ? 'https://a.test' : 'https://b.test'
          if (step.do === 'put') writes.push(put(first, step.id, { [step.name]: step.value }, by))
          if (step.do === 'text') {
            // As a site does it: a text grows only from a string.
            await Promise.all(writes)
            const value = (await first.get(keyIn(first, step.id)))?.value(step.name)
            if (typeof value === 'string') writes.push(retext(first, step.id, step.value, by, step.name))
          }
          if (step.do === 'remove') writes.push(change(first, step.id, { remove: [step.name] }, by))
          if (step.do === 'delete') writes.push(change(first, step.id, { alive: false }, by))
          if (i % (together + 1) === 0) await Promise.all(writes)
        }
        await Promise.all(writes)
        const { blob, manifest } = await exported(first)
        await imported(second, blob)
        expect(await contentOf(there)).toEqual(await contentOf(here))
        expect((await exported(second)).manifest.files).toEqual(manifest.files)
      }),
      { numRuns: 40, examples: [[slower, 1]] },
    )
  })
})

describe('the same file again', () => {
  it('changes nothing, in the store that it comes from and in the one that it went to', async () => {
    const names = [crypto.randomUUID(), crypto.randomUUID()] as const
    const [first, second] = [await openStore(names[0]), await openStore(names[1])]
    await fill(first)
    const { blob } = await exported(first)
    const before = await contentOf(names[0])
    expect(await imported(first, blob)).toMatchObject({ footing: 'same', added: 0 })
    expect(await contentOf(names[0])).toEqual(before)
    await imported(second, blob)
    expect(await imported(second, blob)).toMatchObject({ footing: 'same', added: 0 })
    expect(await contentOf(names[1])).toEqual(before)
  })

  it('completes what was interrupted, also in another instance of the background, and doubles nothing', async () => {
    const [here, there] = [crypto.randomUUID(), crypto.randomUUID()]
    const [first, second] = [await openStore(here), await openStore(there)]
    for (let i = 0; i < 30; i++) await put(first, `r${i}`, { text: 'x'.repeat(100_000) })
    await put(first, 'text', { body: 'hello' })
    await retext(first, 'text', 'hello world')
    const { blob } = await exported(first)
    const service = archiveService({ store: second })
    let calls = 0
    const dying = workWith({
      ...service,
      async importCommits(space, lines) {
        const done = await service.importCommits(space, lines)
        if (calls++ > 0) throw new Error('It was written, and the answer was lost.')
        return done
      },
    })
    const { importStore } = await import('../../lib/ui/archive/import.ts')
    const error: unknown = await importStore(dying, blob).catch(error => error)
    expect(error).toBeInstanceOf(UnfinishedError)
    const started = await openStore(there)
    expect(await imported(started, blob)).toMatchObject({ footing: 'same', added: 10 })
    expect(await contentOf(there)).toEqual(await contentOf(here))
    // The first instance learns of it before it writes.
    await put(second, 'late', { a: 1 })
    expect(await shownIn(started)).toMatchObject({ late: { a: 1 }, text: { body: 'hello world' } })
  })

  it('brings what has come since', async () => {
    const [first, second] = [await openStore(), await openStore()]
    await fill(first)
    await imported(second, (await exported(first)).blob)
    await retext(first, 'text', 'oh, hello world, once more')
    await put(second, 'ours', { a: 1 })
    expect(await imported(second, (await exported(first)).blob)).toMatchObject({ added: 1 })
    expect(await shownIn(second)).toMatchObject({ text: { body: 'oh, hello world, once more' }, ours: { a: 1 } })
  })
})

describe('a store that is not empty', () => {
  it('keeps what it has and gets the rest, under its own space, and gives it back', async () => {
    const [first, second] = [await openStore(), await openStore()]
    await fill(first)
    await put(second, 'ours', { body: 'ours' })
    await put(second, 'plain', { title: 'Three' })
    const { space } = second.identity
    expect(await imported(second, (await exported(first)).blob)).toMatchObject({ footing: 'merged' })
    expect(second.identity.space).toBe(space)
    expect(await shownIn(second)).toMatchObject({
      ...(await shownIn(first)),
      plain: { title: 'Three' }, // written later
      ours: { body: 'ours' },
    })

    await retext(second, 'text', 'oh, hello world, from the second')
    await put(second, 'later', { a: 1 })
    expect(await imported(first, (await exported(second)).blob)).toMatchObject({ footing: 'merged', added: 4 })
    expect(await shownIn(first)).toEqual(await shownIn(second))
    expect(await imported(second, (await exported(first)).blob)).toMatchObject({ added: 0 })
  })

  it('merges a text that both have written', async () => {
    const [first, second, third] = [await openStore(), await openStore(), await openStore()]
    await put(first, 'a', { body: 'hello' })
    await put(second, 'other', {})
    await put(third, 'another', {})
    const { blob } = await exported(first)
    for (const store of [second, third]) await imported(store, blob)
    await retext(first, 'a', 'well, hello')
    await retext(second, 'a', 'hello world')
    await retext(third, 'a', 'hello!')
    const files = await Promise.all([first, second, third].map(async store => (await exported(store)).blob))
    for (const store of [first, second, third]) for (const blob of files) await imported(store, blob)
    const texts = await Promise.all([first, second, third].map(async store => (await shownIn(store)).a?.body))
    expect(new Set(texts).size).toBe(1)
    expect([...(texts[0] as string)].sort()).toEqual([...'well, hello world!'].sort())
  })

  it('does not become another one where a site has been let in', async () => {
    const [first, second] = [await openStore(), await openStore()]
    await fill(first)
    const grant = { origin: 'https://a.test', space: second.identity.space, collection: 'notes', parts: [] }
    await second.decide(tx => tx.objectStore('grants').put(grant))
    expect(await imported(second, (await exported(first)).blob)).toMatchObject({ footing: 'merged' })
    expect(await shownIn(second)).toEqual(await shownIn(first))
  })

  it('lets other writes through while it imports', async () => {
    const [first, second] = [await openStore(), await openStore()]
    for (let i = 0; i < 30; i++) await put(first, `r${i}`, { text: 'x'.repeat(100_000) })
    const { blob } = await exported(first)
    const writes: Promise<unknown>[] = []
    await imported(second, blob, {
      progress: ({ doing }) => doing === 'importing' && writes.push(put(second, `w${writes.length}`, {})),
    })
    await Promise.all(writes)
    expect(writes.length).toBeGreaterThan(1)
    expect(Object.keys(await shownIn(second))).toHaveLength(30 + writes.length)
  })
})

describe('after an import', () => {
  it('a write wins over what was imported, also after a restart, though the other clock was ahead', async () => {
    const name = crypto.randomUUID()
    const first = await openStore(undefined, { now: () => noon + 60_000 })
    const second = await openStore(name, { now: () => noon })
    await put(first, 'a', { n: 'theirs' })
    await imported(second, (await exported(first)).blob)
    second.close()
    const again = await openStore(name, { now: () => noon })
    await put(again, 'a', { n: 'ours' })
    expect(await shownIn(again)).toEqual({ a: { n: 'ours' } })
  })

  it('a client id still belongs to the site that used it first', async () => {
    const [first, second] = [await openStore(), await openStore()]
    const key = keyIn(first, 'a')
    await put(first, 'a', { body: '' })
    const base = (await first.get(key))?.textBase('body') ?? ''
    for (const [i, by] of ['https://a.test', 'https://b.test'].entries()) {
      // The second one repeats what the first has written, and adds its own.
      const update = i === 0 ? typed('one', 5) : typed('one', 5)
      await first.write({
        space: key[0],
        author: { site: by },
        keys: [key],
        apply: group =>
          group.commit(key[0], { site: by }, [
            { collection: 'notes', id: 'a', text: { body: { base, update, ...(i === 0 ? { clients: [5] } : {}) } } },
          ]),
      })
    }
    await imported(second, (await exported(first)).blob)
    const owner = await second.write({
      space: key[0],
      author: { owner: true },
      keys: [key],
      clients: [{ key, field: 'body', ids: [5] }],
      apply: group => group.ownerOf(key, 'body', 5),
    })
    expect(owner).toBe('https://a.test')
  })

  it('whoever watches has been told, group by group, of texts as they read', async () => {
    const [first, events] = [await openStore(), [] as GroupEvent[]]
    await put(first, 'a', { body: 'hello' })
    await retext(first, 'a', 'hello world')
    await retext(first, 'a', 'hello world!')
    const second = await openStore(undefined, { onGroup: event => events.push(event) })
    await imported(second, (await exported(first)).blob)
    const told = events.flatMap(({ changes }) =>
      changes.map(({ before, after }) => [before?.value('body'), after?.value('body')]),
    )
    expect(told).toEqual([
      [undefined, 'hello'],
      ['hello', 'hello world'],
      ['hello world', 'hello world!'],
    ])
    expect(events.map(({ n }) => n)).toEqual([1, 2, 3])
  })
})

test('a file whose texts are broken changes nothing', async () => {
  const name = crypto.randomUUID()
  const store = await openStore(name)
  const text = (update: string) =>
    zipOf(
      filesOf([
        commit(1, [{ collection: 'notes', id: 'a', set: { body: '' }, alive: true }]),
        commit(2, [{ collection: 'notes', id: 'a', text: { body: { base: stampAt(1), update } } }]),
      ]),
    )
  await expect(imported(store, text('////'))).rejects.toThrow('commits.jsonl, line 2: this is no Yjs update (v1)')
  const other = btoa(String.fromCharCode(...typed('x', 5, 'title')))
  await expect(imported(store, text(other))).rejects.toThrow('commits.jsonl, line 2: the update is for another field')
  expect(await contentOf(name)).toEqual({ records: [], log: [], before: [], clients: [] })
  const sound = btoa(String.fromCharCode(...typed('x', 5)))
  await imported(store, text(sound))
  expect(await shownIn(store)).toEqual({ a: { body: 'x' } })
})
