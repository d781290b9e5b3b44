import { describe, expect, it, test } from 'vitest'
import { fieldsOfRead, inWords } from '../../lib/broker/ledger-words.ts'
import { lostParts } from '../../lib/broker/parts.ts'
import { viewOf } from '../../lib/broker/view.ts'
import type { GrantPart } from '../../lib/store/index.ts'
import { Entries, type Entry } from '../../lib/store/index.ts'

const origin = 'https://a.test'

function listOf(...entries: Entry[]) {
  const gathered = new Entries()
  gathered.addAll(entries)
  return gathered.list()
}

describe('entries', () => {
  const read: Entry = { origin, what: 'read', collection: 'notes', count: 2, fields: ['title'] }

  it('of the same site, kind, collection and detail are one: counts added, fields united', () => {
    expect(listOf(read, { ...read, count: 3, fields: new Set(['body', 'title']) })).toEqual([
      { origin, what: 'read', collection: 'notes', count: 5, fields: ['body', 'title'] },
    ])
    expect(
      listOf(
        { origin, what: 'write', collection: 'notes', created: 1, fields: [] },
        { origin, what: 'write', collection: 'notes', created: 1, updated: 2, deleted: 3, fields: [] },
      ),
    ).toEqual([{ origin, what: 'write', collection: 'notes', created: 2, updated: 2, deleted: 3, fields: [] }])
  })

  it.each<Partial<Entry>>([
    { origin: 'https://b.test' },
    { what: 'write' },
    { collection: 'contacts' },
    { detail: 'count' },
    { outcome: 'revoked' },
    { reason: 'Please' },
  ])('that differ in %j stay apart', other => {
    expect(listOf(read, { ...read, ...other })).toHaveLength(2)
  })

  it('with all fields once have all fields', () => {
    expect(listOf(read, { ...read, fields: '*' }, read)[0]?.fields).toBe('*')
    expect(listOf({ ...read, fields: '*' }, read)[0]?.fields).toBe('*')
  })

  it('keep 48 names, and say where there were more', () => {
    const names = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `f${100 + from + i}`)
    expect(listOf({ ...read, fields: names(0, 48) })[0]).toEqual({ ...read, fields: names(0, 48) })
    const [more] = listOf({ ...read, fields: names(0, 40) }, { ...read, fields: names(40, 49) })
    expect(more).toEqual({ ...read, count: 4, fields: names(0, 48), more: true })
    expect(listOf(more as Entry, read)[0]?.more).toBe(true)
  })

  it('do not grow with the names that a site makes up', () => {
    const many = Array.from({ length: 2_000 }, (_, i): Entry => {
      return { origin, what: 'refusal', outcome: 'not_permitted', collection: `c${i}`, count: 1 }
    })
    const list = listOf(...many)
    expect(list.length).toBeLessThanOrEqual(501)
    expect(list.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(2_000)
  })

  it('are not what was handed in: adding changes no entry of anybody else', () => {
    const mine = { ...read }
    const gathered = new Entries()
    gathered.add(mine)
    gathered.add(read)
    expect(mine).toEqual(read)
  })
})

describe('words', () => {
  it('say scopes', () => {
    expect(
      inWords([
        { collection: 'documents', access: ['read', 'update'], fields: '*', records: 'all' },
        { collection: 'contacts', access: ['read'], fields: ['email', 'name'], records: 'own' },
        { collection: 'notes', access: ['create'], fields: '*', records: 'picked' },
      ]),
    ).toBe('read, update documents; read contacts (its own records, email, name); create notes (picked records)')
  })

  it('name twenty fields, and count the others', () => {
    const fields = Array.from({ length: 22 }, (_, i) => `f${i}`)
    const words = inWords([{ collection: 'a', access: ['read'], fields, records: 'all' }])
    expect(words).toContain('f19 and 2 more)')
  })
})

const part = (more: Partial<GrantPart> = {}): GrantPart => ({
  grant: 'g',
  access: ['read', 'update'],
  fields: '*',
  records: 'all',
  lifetime: 'always',
  expiresAt: null,
  since: 0,
  ...more,
})

describe('the fields of a read', () => {
  const of = (parts: Partial<GrantPart>[], named?: string[]) => {
    const view = viewOf(origin, 'space', parts.map(part), 0)
    const fields = view && fieldsOfRead(view, named)
    return fields instanceof Set ? [...fields].sort() : fields
  }

  it.each([
    [[{}], undefined, '*'],
    [[{}], ['a'], ['a']],
    [[{ fields: ['a', 'b'] }], undefined, ['a', 'b']],
    [[{ fields: ['a', 'b'] }], ['b', 'c'], ['b']],
    [[{ fields: ['a'], records: 'own' as const }, { fields: ['b'] }], undefined, ['a', 'b']],
    [[{ fields: ['a'], records: 'picked' as const, picked: ['x'] }], undefined, ['a']],
    [[{ records: 'picked' as const, picked: ['x'] }, { fields: ['b'] }], undefined, '*'],
    [[{ access: ['create' as const] }], undefined, []],
  ])('of %j, asked for %j, are %j', (parts, named, fields) => {
    expect(of(parts, named)).toEqual(fields)
  })
})

test('what was lost: parts that are gone, and verbs that were taken', () => {
  const own = part({ records: 'own', access: ['read'] })
  expect(lostParts([part(), own], [part({ access: ['read'] })])).toEqual([part({ access: ['update'] }), own])
  expect(lostParts([part()], [part()])).toEqual([])
})
