import { describe, expect, test, vi } from 'vitest'
import { folded, holds } from '../../lib/owner/holds.ts'
import { lineOf } from '../../lib/owner/line.ts'
import type { Json } from '../../lib/protocol/api.ts'
import { sliceSchema } from '../../lib/protocol/browse.ts'
import { changesSchema, editSchema } from '../../lib/protocol/owner.ts'
import { orderOf } from '../../lib/store/stamp.ts'
import { changesOf, DraftError, draftOf, stillDiffering } from '../../lib/ui/dashboard/data/draft.ts'
import { Listing } from '../../lib/ui/dashboard/data/listing.ts'
import { hashOf, type Route, routeOf } from '../../lib/ui/dashboard/route.ts'
import { capOf } from '../../lib/ui/dashboard/sites/cap.ts'

describe('search', () => {
  test.each<[Json, string, boolean]>([
    ['Zürich', 'ZÜR', true],
    ['Zu\u0308rich', 'zürich', true],
    [{ a: [{ b: 'deep' }] }, 'DEEP', true],
    [{ name: 'value' }, 'name', false],
    [4711, '71', true],
    [true, 'tru', true],
    [null, 'null', false],
    ['', 'x', false],
  ])('%j holds %j: %s', (value, text, expected) => {
    expect(holds(value, folded(text))).toBe(expected)
  })
})

describe('lines', () => {
  const line = (fields: Record<string, Json>) => lineOf(Object.keys(fields), name => fields[name])

  test('the field that names the record comes first', () => {
    expect(line({ done: false, body: 'Long', title: 'Short' })).toEqual({
      title: 'Short',
      rest: 'done: false · body: Long',
    })
    expect(line({ done: true, note: 'Words' })).toEqual({ title: 'Words', rest: 'done: true' })
    expect(line({ done: true })).toEqual({ title: '', rest: 'done: true' })
  })

  test('both are short, in one line and well-formed, whatever stands there', () => {
    const { title, rest } = line({ title: `a\n\tb ${'😀'.repeat(500)}`, long: 'x'.repeat(1_000_000) })
    expect(title).toMatch(/^a b 😀/u)
    expect(title.isWellFormed()).toBe(true)
    expect(title.length).toBeLessThanOrEqual(120)
    expect(rest.length).toBeLessThanOrEqual(160)
  })
})

describe('drafts', () => {
  const last = { by: 'owner', time: 0 }

  test('strings are edited as they are, the rest as JSON', () => {
    const drafts = new Map([
      ['title', { ...draftOf('a'), text: '{ no JSON' }],
      ['tags', { ...draftOf(['a']), text: '["b"]' }],
      ['old', { ...draftOf(1), isRemoved: true }],
    ])
    expect(changesOf(drafts)).toEqual({ set: { title: '{ no JSON', tags: ['b'] }, remove: ['old'] })
  })

  test('JSON that is none names its field', () => {
    const drafts = new Map([['tags', { ...draftOf([]), text: '[a' }]])
    expect(() => changesOf(drafts)).toThrow(DraftError)
    expect(() => changesOf(drafts)).toThrow('The field “tags” is no valid JSON')
  })

  test('what stands in the record already is no draft any more', () => {
    const drafts = new Map([
      ['same', draftOf('a')],
      ['other', draftOf('b')],
      ['gone', { ...draftOf(1), isRemoved: true }],
      ['number', draftOf('1')],
    ])
    const fields = [
      { name: 'same', value: 'a', last },
      { name: 'other', value: 'c', last },
      { name: 'number', value: 1, last },
    ]
    expect([...stillDiffering(drafts, fields).keys()]).toEqual(['other', 'number'])
  })
})

test.each<[string, Route]>([
  ['', { section: 'data' }],
  ['#sites', { section: 'sites' }],
  ['#privacy', { section: 'privacy' }],
  ['#data/com.example.notes', { section: 'data', collection: 'com.example.notes' }],
  ['#data/a/new', { section: 'data', collection: 'a', isNew: true }],
  ['#data/a/id/new', { section: 'data', collection: 'a', id: 'new' }],
  ['#data/a/id/b%2Fc%23%3F', { section: 'data', collection: 'a', id: 'b/c#?' }],
  ['#data/a/id/b%2Fc/history', { section: 'data', collection: 'a', id: 'b/c', isHistory: true }],
  ['#data/a/id/history', { section: 'data', collection: 'a', id: 'history' }],
  ['#sites/https%3A%2F%2Fa.test/undo', { section: 'sites', origin: 'https://a.test', isUndo: true }],
  ['#data/a/id/%', { section: 'data', collection: 'a' }],
  ['#sites', { section: 'sites' }],
  ['#sites/https%3A%2F%2Fa.test', { section: 'sites', origin: 'https://a.test' }],
  ['#hidden/https%3A%2F%2Fa.test', { section: 'hidden', hidden: 'https://a.test' }],
  ['#hidden/s/notes/id/b%2Fc', { section: 'hidden', hidden: 's', collection: 'notes', id: 'b/c' }],
  ['#hidden/s/notes/new', { section: 'hidden', hidden: 's', collection: 'notes' }],
  ['#hidden', { section: 'data' }],
  ['#elsewhere', { section: 'data' }],
])('%s leads to %j, and back', (hash, route) => {
  expect(routeOf(hash)).toEqual(route)
  expect(routeOf(hashOf(route))).toEqual(route)
})

test('records are ordered by their stamps, also within one millisecond', () => {
  const stamps = ['0198c0ffee000000a', '0198c0ffee000001a', '0198c0ffee000fffa', '0198c0ffee010000a']
  const orders = stamps.map(orderOf)
  expect([...orders].sort((a, b) => a - b)).toEqual(orders)
  expect(new Set(orders).size).toBe(4)
})

test('what the page asks is read strictly', () => {
  const slice = { collection: 'notes', text: '', after: null }
  expect(sliceSchema.safeParse(slice).success).toBe(true)
  for (const wrong of [{ after: '' }, { collection: '__proto__' }, { text: 1 }, { more: 1 }]) {
    expect(sliceSchema.safeParse({ ...slice, ...wrong }).success).toBe(false)
  }
  expect(changesSchema.safeParse({ collection: 'notes', text: '', at: -1 }).success).toBe(false)
  const edit = { collection: 'notes', id: 'a', rev: '', set: {}, remove: ['_rev'] }
  expect(editSchema.safeParse(edit).success).toBe(false)
})

describe('a listing', () => {
  const of = { collection: 'notes', text: '' }
  /** Answers from lists, in turn; an Error is thrown. */
  function fake(answers: { slice?: unknown[]; changes?: unknown[] }) {
    const asked: unknown[] = []
    const answer = (list: unknown[] | undefined) => async (what: unknown) => {
      asked.push(what)
      const next = list?.shift()
      if (next instanceof Error) throw next
      return next
    }
    const service = { slice: answer(answers.slice), changes: answer(answers.changes) }
    const shown: string[][] = []
    const listing: Listing = new Listing(
      async question => question(service as never),
      of,
      () => shown.push(listing.entries.map(({ id }) => id)),
    )
    return { listing, asked, shown }
  }
  const entry = (id: string, order: number) => ({ id, order })

  test('grows slice by slice, and ends with the last written first', async () => {
    const { listing, shown, asked } = fake({
      slice: [
        { entries: [entry('a', 1), entry('b', 3)], next: 'b', seen: 2, at: 7 },
        { entries: [entry('c', 2)], next: null, seen: 1, at: 8 },
      ],
    })
    await listing.follow()
    expect(shown).toEqual([
      ['a', 'b'],
      ['b', 'c', 'a'],
    ])
    expect(asked).toEqual([
      { ...of, after: null },
      { ...of, after: 'b' },
    ])
    expect(listing).toMatchObject({ state: 'done', seen: 3, problem: '' })
  })

  test('catches up from where its first slice looked', async () => {
    const { listing, asked } = fake({
      slice: [{ entries: [entry('a', 1), entry('b', 2)], next: null, seen: 2, at: 7 }],
      changes: [
        {
          at: 9,
          entries: [
            { id: 'a', order: 5, isIn: true },
            { id: 'b', order: 0, isIn: false },
            { id: 'c', order: 4, isIn: true },
          ],
        },
        { at: 9, entries: [] },
      ],
    })
    await listing.follow()
    await listing.follow()
    expect(listing.entries.map(({ id }) => id)).toEqual(['a', 'c'])
    await listing.follow()
    expect(asked.slice(1)).toEqual([
      { ...of, at: 7 },
      { ...of, at: 9 },
    ])
  })

  test('begins anew where what happened since cannot be told', async () => {
    const { listing } = fake({
      slice: [
        { entries: [entry('a', 1)], next: null, seen: 1, at: 7 },
        { entries: [entry('b', 1)], next: null, seen: 1, at: 9_000 },
      ],
      changes: [null],
    })
    await listing.follow()
    await listing.follow()
    expect(listing.entries).toEqual([entry('b', 1)])
  })

  test('survives a background that dies in between', async () => {
    vi.useFakeTimers()
    const { listing, asked } = fake({
      slice: [new Error('interrupted'), new Error('interrupted'), { entries: [], next: null, seen: 0, at: 0 }],
    })
    const read = listing.follow()
    await vi.runAllTimersAsync()
    await read
    vi.useRealTimers()
    expect(asked).toHaveLength(3)
    expect(listing).toMatchObject({ state: 'done', problem: '' })
  })

  test('stops when it is told, and keeps what it has found', async () => {
    const { listing, asked } = fake({
      slice: [{ entries: [entry('a', 1)], next: 'a', seen: 1, at: 7 }],
    })
    const read = listing.follow()
    listing.stop()
    await read
    expect(asked).toHaveLength(1)
    expect(listing).toMatchObject({ state: 'stopped', entries: [entry('a', 1)] })
  })
})

test.each<[string, boolean, number | null]>([
  ['0', false, 0],
  [' 1,000,000 ', false, 1_000_000],
  ['1 000', false, 1_000],
  ['1.5', false, null],
  ['1.5', true, 1.5],
  ['1,5', true, null],
  ['', false, null],
  ['-1', true, null],
  ['1e3', true, null],
  ['two', false, null],
  ['9999999999', false, null],
])('%j as a limit (a part of one allowed: %j) is %j', (typed, mayBePart, expected) => {
  expect(capOf(typed, mayBePart)).toBe(expected)
})
