import { describe, expect, it, test } from 'vitest'
import { deleteRecord } from '../../lib/broker/calls/delete.ts'
import { patch } from '../../lib/broker/calls/patch.ts'
import { put } from '../../lib/broker/calls/put.ts'
import { get } from '../../lib/broker/calls/reads.ts'
import { pushText } from '../../lib/broker/calls/text.ts'
import type { Store } from '../../lib/store/index.ts'
import { updateOf } from '../unit/updates.ts'
import { open, write } from './open.ts'
import { siteOn, target } from './site.ts'

type Shown = { id: string; _rev: string } & Record<string, unknown>
type Site = ReturnType<typeof siteOn>

const read = (site: Site, id = 'a') => get(site.call(), { ...target, id }) as Promise<Shown | undefined>
const puts = (site: Site, record: object, ifRev?: string | null) =>
  put(site.call(), { ...target, record, ...(ifRev === undefined ? {} : { ifRev }) }) as Promise<Shown>
const patches = (site: Site, fields: object, more: object = {}) =>
  patch(site.call(), { ...target, id: 'a', fields, ...more }) as Promise<Shown>
const refusal = async (call: Promise<unknown>) => {
  const [outcome] = await Promise.allSettled([call])
  if (outcome.status === 'fulfilled') throw new Error('it was not refused')
  const { code, message } = outcome.reason as { code: string; message: string }
  return { code, message }
}

/** Another's record, which stands in the same collection. */
const others = (store: Store, id: string, set: Record<string, string>) => {
  const { space } = store.identity
  return write(
    store,
    id,
    { set, alive: true },
    { keys: [[space, 'documents', id]], author: { site: 'https://b.test' } },
  )
}

describe('a put of a record that was read', () => {
  it('leaves what others have changed, added and removed since', async () => {
    const store = await open()
    const [one, two] = [siteOn(store), siteOn(store)]
    await puts(one, { id: 'a', title: 'x', note: 'y', old: 1 })
    const seen = await read(one)
    await patches(two, { note: 'theirs', added: true }, { remove: ['old'] })
    const after = await puts(one, { ...seen, title: 'mine' })
    expect(after).toMatchObject({ title: 'mine', note: 'theirs', added: true })
    expect(Object.hasOwn(after, 'old')).toBe(false)
  })

  it('takes away what it leaves out', async () => {
    const store = await open()
    const site = siteOn(store)
    await puts(site, { id: 'a', title: 'x', note: 'y' })
    const { note, ...rest } = (await read(site)) as Shown
    expect(note).toBe('y')
    expect(Object.keys(await puts(site, rest)).sort()).toEqual(['_rev', 'id', 'title'])
  })

  it('merges the text of a document with what others wrote into it', async () => {
    const store = await open()
    const [one, two] = [siteOn(store), siteOn(store)]
    await puts(one, { id: 'a', title: 'x', body: 'The fox' })
    const seen = await read(one)
    const theirs = await read(two)
    await puts(two, { ...theirs, body: 'See: The fox' })
    await puts(one, { ...seen, body: 'The brown fox', title: 'y' })
    expect(await read(two)).toMatchObject({ body: 'See: The brown fox', title: 'y' })
  })

  it('without a revision counts as made from what stands there now', async () => {
    const store = await open()
    const site = siteOn(store)
    await puts(site, { id: 'a', title: 'x' })
    await patches(site, { note: 'y' })
    expect(Object.keys(await puts(site, { id: 'a', title: 'z' }))).not.toContain('note')
  })
})

describe('a condition', () => {
  it('holds for the present revision, and no other', async () => {
    const store = await open()
    const site = siteOn(store)
    const first = await puts(site, { id: 'a', title: 'x' }, null)
    expect(await refusal(puts(site, { id: 'a', title: 'y' }, null))).toMatchObject({ code: 'conflict' })
    const second = await puts(site, { id: 'a', title: 'y' }, first._rev)
    expect(await refusal(patches(site, { title: 'z' }, { ifRev: first._rev }))).toMatchObject({ code: 'conflict' })
    expect(await refusal(deleteRecord(site.call(), { ...target, id: 'a', ifRev: first._rev }))).toMatchObject({
      code: 'conflict',
    })
    expect(await read(site)).toEqual(second)
    expect(await refusal(puts(site, { id: 'missing' }, first._rev))).toMatchObject({ code: 'not_found' })
  })
})

describe('a site that sees some fields alone', () => {
  const limited = (store: Store) => siteOn(store, [{ access: ['read', 'create', 'update'], fields: ['title'] }])

  it('keeps the others by every write, and is told nothing of them', async () => {
    const store = await open()
    await others(store, 'a', { title: 'x', hidden: 'secret' })
    const site = limited(store)
    const answers = [
      await puts(site, { id: 'a', title: 'y' }),
      await patches(site, { title: 'z' }),
      await patches(site, {}, { remove: ['title'] }),
    ]
    for (const answer of answers) expect(JSON.stringify(answer)).not.toMatch(/hidden|secret/)
    expect(await read(siteOn(store))).toMatchObject({ hidden: 'secret' })
  })

  it('keeps what it does not see, though it may change everything', async () => {
    const store = await open()
    await others(store, 'a', { title: 'x', note: 'y', hidden: 'secret' })
    const site = siteOn(store, [{ access: ['read'], fields: ['title', 'note'] }, { access: ['update'] }])
    await puts(site, { id: 'a', title: 'z' })
    const left = await read(siteOn(store))
    expect(left).toMatchObject({ title: 'z', hidden: 'secret' })
    expect(left && Object.hasOwn(left, 'note')).toBe(false)
  })

  it('cannot write, patch, remove or push to them', async () => {
    const store = await open()
    await others(store, 'a', { title: 'x', hidden: 'secret' })
    const site = limited(store)
    const update = updateOf([{ client: 5, structs: [{ parent: 'hidden', text: 'x' }] }])
    for (const call of [
      puts(site, { id: 'a', title: 'x', hidden: 'y' }),
      patches(site, { hidden: 'y' }),
      patches(site, {}, { remove: ['hidden'] }),
      pushText(site.call(), { ...target, id: 'a', field: 'hidden', update }),
    ]) {
      expect(await refusal(call)).toMatchObject({ code: 'not_permitted' })
    }
    expect(await read(siteOn(store))).toMatchObject({ title: 'x', hidden: 'secret' })
  })
})

describe('a site with records of its own alone', () => {
  const own = (store: Store) => siteOn(store, [{ records: 'own' }])

  it('cannot tell another’s record from none, by any call', async () => {
    const store = await open()
    await others(store, 'theirs', { title: 'x' })
    const site = own(store)
    const update = updateOf([{ client: 5, structs: [{ text: 'x' }] }])
    const tries = (id: string) => [
      read(site, id).then(record => ({ record })),
      refusal(puts(site, { id, title: 'y' })),
      refusal(puts(site, { id, title: 'y' }, null)),
      refusal(patches(site, { title: 'y' }, { id })),
      refusal(patches(site, { title: 'y' }, { id, ifRev: 'x' })),
      deleteRecord(site.call(), { ...target, id }).then(answer => ({ answer })),
      refusal(pushText(site.call(), { ...target, id, field: 'body', update })),
    ]
    expect(JSON.stringify(await Promise.all(tries('theirs')))).toBe(JSON.stringify(await Promise.all(tries('nobodys'))))
    expect(await read(siteOn(store), 'theirs')).toMatchObject({ title: 'x' })
    expect(await read(siteOn(store), 'nobodys')).toBeUndefined()
  })

  it('makes, reads, changes and deletes its own', async () => {
    const store = await open()
    const site = own(store)
    const made = await puts(site, { title: 'x' })
    expect(await read(site, made.id)).toEqual(made)
    await puts(site, { ...made, title: 'y' })
    await deleteRecord(site.call(), { ...target, id: made.id })
    expect(await read(site, made.id)).toBeUndefined()
  })
})

describe('a client id of a text', () => {
  it('belongs to the origin that used it first', async () => {
    const store = await open()
    const [mine, theirs] = [siteOn(store), siteOn(store, [{}], undefined, 'https://b.test')]
    await puts(mine, { id: 'a', body: 'hello' })
    const push = (site: Site, clock: number, text: string) =>
      pushText(site.call(), {
        ...target,
        id: 'a',
        field: 'body',
        update: updateOf([{ client: 5, clock, structs: [clock === 0 ? { text } : { origin: [5, clock - 1], text }] }]),
      })
    await push(mine, 0, 'ab')
    expect(await refusal(push(theirs, 2, 'c'))).toMatchObject({ code: 'invalid_request' })
    await push(theirs, 0, 'ab')
    await push(mine, 2, 'c')
    expect((await read(mine))?.body).toContain('abc')
  })
})

test('a write that waits when the grant is taken is not done', async () => {
  const store = await open()
  const site = siteOn(store)
  const waiting = [puts(site, { id: 'a', title: 'x' }), puts(site, { title: 'y' })].map(refusal)
  site.revoke()
  expect((await Promise.all(waiting)).map(({ code }) => code)).toEqual(['revoked', 'revoked'])
  expect(await store.commitsAfter(0)).toEqual([])
})
