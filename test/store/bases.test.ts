import { describe, expect, it } from 'vitest'
import type { Base, FieldSet, Store } from '../../lib/store/index.ts'
import { anySpace, fieldsOf, keyOf, open, put, retext, site, textOf, write } from './open.ts'

const revOf = async (store: Store, visible: FieldSet = '*') =>
  (await store.get(keyOf('a')))?.rev(visible, store.identity.secret) ?? ''

/** What a put that names this revision finds as its base. */
async function based<T>(
  store: Store,
  rev: string,
  look: (base: Base | undefined) => T,
  visible: FieldSet = '*',
): Promise<T> {
  const key = keyOf('a')
  return (await store.write({
    space: anySpace,
    author: { site },
    keys: [key],
    bases: [{ key, rev, visible: () => visible }],
    apply: group => look(group.base(key, rev)),
  })) as T
}

const values =
  (...fields: string[]) =>
  (base: Base | undefined) =>
    base && fields.map(field => (base.has(field) ? base.value(field) : 'missing'))

/** Puts a string over a text as a site does that has read the record at `rev`. */
function putText(store: Store, rev: string, next: string): Promise<unknown> {
  const key = keyOf('a')
  return store.write({
    space: anySpace,
    author: { site },
    keys: [key],
    bases: [{ key, rev, visible: () => '*' }],
    apply(group) {
      const present = group.text(key, 'body')
      const known = group.base(key, rev)?.textOf('body')
      const from = known?.base === present.base ? known.text : present.text
      const update = from.replace(next, group.freshClient(key, 'body'))
      group.commit(anySpace, { site }, [
        { collection: 'documents', id: 'a', text: { body: { base: present.base, update } } },
      ])
    },
  })
}

describe('the base of a put', () => {
  it('is the record as it was read, whatever has happened since', async () => {
    const store = await open()
    await put(store, 'a', { title: 'x', n: 1 })
    const rev = await revOf(store)
    expect(await based(store, rev, values('title', 'n', 'new'))).toEqual(['x', 1, 'missing'])
    await write(store, 'a', { set: { title: 'y', new: 1 } })
    const second = await revOf(store)
    await write(store, 'a', { remove: ['n'] })
    await write(store, 'a', { set: { title: 'z' } })
    expect(await based(store, rev, values('title', 'n', 'new'))).toEqual(['x', 1, 'missing'])
    expect(await based(store, second, values('title', 'n', 'new'))).toEqual(['y', 1, 1])
    expect(await based(store, await revOf(store), values('title', 'n', 'new'))).toEqual(['z', 'missing', 1])
  })

  it('is found though hidden fields have changed', async () => {
    const store = await open()
    const visible = new Set(['title'])
    await put(store, 'a', { title: 'x', hidden: 1 })
    const rev = await revOf(store, visible)
    await write(store, 'a', { set: { hidden: 2 } })
    expect(await based(store, rev, values('title'), visible)).toEqual(['x'])
    await write(store, 'a', { set: { title: 'y' } })
    expect(await based(store, rev, values('title'), visible)).toEqual(['x'])
  })

  it('is not found under a revision of another view, of another record or of nothing', async () => {
    const store = await open()
    await put(store, 'a', { title: 'x', hidden: 1 })
    await put(store, 'b', { title: 'x', hidden: 1 })
    const other = (await store.get(keyOf('b')))?.rev('*', store.identity.secret) ?? ''
    for (const rev of ['', '.', 'nonsense', other, await revOf(store, new Set(['title']))]) {
      expect(await based(store, rev, base => base)).toBeUndefined()
    }
  })

  it('of a record that is not there is nothing', async () => {
    const store = await open()
    expect(await based(store, 'x', base => base)).toBeUndefined()
  })

  it('is found after a restart', async () => {
    const name = crypto.randomUUID()
    const first = await open(name)
    await put(first, 'a', { title: 'x' })
    const rev = await revOf(first)
    await write(first, 'a', { set: { title: 'y' } })
    first.close()
    expect(await based(await open(name), rev, values('title'))).toEqual(['x'])
  })
})

describe('a string put over a text', () => {
  it('is merged with what others have written since it was read', async () => {
    const store = await open()
    await put(store, 'a', { body: 'The fox' })
    await retext(store, 'a', 'The quick fox')
    const rev = await revOf(store)
    await retext(store, 'a', 'See: The quick fox')
    await retext(store, 'a', 'See: The quick fox runs')
    await putText(store, rev, 'The quick brown fox')
    expect(await textOf(store, 'a')).toBe('See: The quick brown fox runs')
  })

  it('that was read while it was still a string is merged too', async () => {
    const store = await open()
    await put(store, 'a', { body: 'The fox' })
    const rev = await revOf(store)
    await retext(store, 'a', 'See: The fox')
    await putText(store, rev, 'The brown fox')
    expect(await textOf(store, 'a')).toBe('See: The brown fox')
  })

  it('is merged though other fields have changed since', async () => {
    const store = await open()
    await put(store, 'a', { body: 'one', n: 1 })
    await retext(store, 'a', 'one two')
    const rev = await revOf(store)
    await write(store, 'a', { set: { n: 2 } })
    await retext(store, 'a', 'zero one two')
    await write(store, 'a', { set: { n: 3 } })
    await putText(store, rev, 'one two three')
    expect(await fieldsOf(store, keyOf('a'))).toEqual({ body: 'zero one two three', n: 3 })
  })

  it('that two put at once, from the same text, keeps both', async () => {
    const store = await open()
    await put(store, 'a', { body: 'middle' })
    await retext(store, 'a', 'the middle')
    const rev = await revOf(store)
    await Promise.all([putText(store, rev, 'before the middle'), putText(store, rev, 'the middle after')])
    expect(await textOf(store, 'a')).toBe('before the middle after')
  })

  it('unchanged changes nothing of what others wrote', async () => {
    const store = await open()
    await put(store, 'a', { body: 'one' })
    await retext(store, 'a', 'one two')
    const rev = await revOf(store)
    await retext(store, 'a', 'one two three')
    await putText(store, rev, 'one two')
    expect(await textOf(store, 'a')).toBe('one two three')
  })
})
