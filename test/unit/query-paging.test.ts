import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { compileQuery, project, QueryError } from '../../lib/query/index.ts'
import { inOrder, page } from './page.ts'

type Item = Record<string, unknown> & { id: string }

const ids = (records: Item[]) => records.map(({ id }) => id)
const invalidCursor = expect.objectContaining({
  name: 'QueryError',
  code: 'invalid_request',
  message: expect.stringMatching(/^cursor: /),
})

function pageThrough(records: Item[], query: object): string[][] {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const answer = page(records, compileQuery({ ...query, cursor }))
    pages.push(ids(answer.records))
    if (pages.length > records.length) throw new Error('the pages have no end')
    cursor = answer.cursor
  } while (cursor !== undefined)
  return pages
}

describe('order', () => {
  const records: Item[] = [
    { id: 'b', n: 1 },
    { id: 'a', n: 1 },
    { id: 'é', n: 'x' },
    { id: 'Z', n: null },
    { id: 'm' },
    { id: 'k' },
    { id: 'c', n: 2, deep: { list: [3] } },
    { id: 'd', n: 2, deep: { list: [1] } },
  ]

  test.each<[name: string, sort: unknown[], expected: string]>([
    ['by id without a sort', [], 'Z a b c d k m é'],
    ['missing, then null, then by value, ties by id', ['n'], 'k m Z a b c d é'],
    ['missing first and ties by id when descending, too', [{ n: 'desc' }], 'k m é c d a b Z'],
    ['by several fields', ['n', { id: 'desc' }], 'm k Z b a d c é'],
    ['by a path', ['deep.list.0'], 'Z a b k m é d c'],
    ['by id', [{ id: 'desc' }], 'é m k d c b a Z'],
  ])('%s', (_name, sort, expected) => {
    const query = compileQuery({ sort })
    expect(ids(page(records, query).records).join(' ')).toBe(expected)
    expect(pageThrough(records, { sort, limit: 1 }).flat().join(' ')).toBe(expected)
    expect(pageThrough(records, { sort, limit: 3 }).flat().join(' ')).toBe(expected)
  })

  it('leaves the given list as it was', () => {
    const before = [...records]
    page(records, compileQuery({ sort: ['n'] }))
    expect(records).toEqual(before)
  })
})

describe('a cursor', () => {
  const many = Array.from({ length: 10 }, (_, n): Item => ({ id: `r${n}`, n: n % 3 }))
  const cursorOf = (query: object) => page(many, compileQuery({ limit: 3, ...query })).cursor!

  it('comes only when there is more', () => {
    expect(pageThrough(many, { limit: 5 }).map(({ length }) => length)).toEqual([5, 5])
    expect(pageThrough(many, { limit: 9 }).map(({ length }) => length)).toEqual([9, 1])
    expect(Object.keys(page(many, compileQuery({ limit: 10 })))).toEqual(['records'])
    expect(page([], compileQuery({}))).toEqual({ records: [] })
  })

  it('is base64url, whatever the record holds', () => {
    const odd = ['\ud800', '日本', '\u0000ÿ', '😀', '>>>???'].map((s): Item => ({ id: s, s: [s, { [s]: 1.5e-9 }] }))
    for (const sort of [[], ['s'], [{ s: 'desc' }, 'none']]) {
      for (const limit of [1, 2]) {
        const first = page(odd, compileQuery({ sort, limit }))
        expect(first.cursor).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(pageThrough(odd, { sort, limit }).flat()).toEqual(ids(inOrder(odd, sort)))
      }
    }
  })

  it('takes a sort key as deep as a record may be', () => {
    const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)])
    const deep: Item[] = [
      { id: 'a', n: nest(31) },
      { id: 'b', n: nest(31) },
    ]
    expect(pageThrough(deep, { sort: ['n'], limit: 1 })).toEqual([['a'], ['b']])
  })

  it('goes on when the limit changes', () => {
    const cursor = cursorOf({ sort: ['n'] })
    expect(page(many, compileQuery({ sort: ['n'], limit: 2, cursor })).records).toHaveLength(2)
  })

  test.each<[string, object]>([
    ['selector', { sort: ['n'], selector: { n: 1 } }],
    ['sort', { sort: [{ n: 'desc' }] }],
    ['fields', { sort: ['n'], fields: ['n'] }],
  ])('is refused with another %s', (_what, query) => {
    const cursor = cursorOf({ sort: ['n'] })
    expect(() => page(many, compileQuery({ ...query, cursor }))).toThrow(invalidCursor)
  })

  test.each(['', 'x', '!!!!', 'é', ' ', 'A'.repeat(100)])('%j is refused', cursor => {
    expect(() => page(many, compileQuery({ cursor }))).toThrow(invalidCursor)
  })

  it('is refused with any character changed, left out or added', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ '
    const cursor = cursorOf({ sort: ['n'] })
    fc.assert(
      fc.property(
        fc.nat({ max: cursor.length - 1 }),
        fc.constantFrom(...alphabet, ''),
        fc.boolean(),
        (at, char, insert) => {
          const damaged = cursor.slice(0, at) + char + cursor.slice(insert ? at : at + 1)
          fc.pre(damaged !== cursor)
          expect(() => page(many, compileQuery({ sort: ['n'], cursor: damaged }))).toThrow(invalidCursor)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('paging while others write', () => {
  const key = fc.option(fc.constantFrom<unknown>(null, true, 1, 2, 'a', 'b', [1], { a: 1 }), { nil: undefined })
  const item = (ending: string) =>
    fc
      .tuple(fc.string({ maxLength: 2 }), key, key)
      .map(([id, a, b]): Item => ({ id: id + ending, ...(a !== undefined && { a }), ...(b !== undefined && { b }) }))
  const items = (ending: string) => fc.uniqueArray(item(ending), { maxLength: 12, selector: ({ id }) => id })
  const direction = fc.constantFrom('asc', 'desc')
  const sort = fc.oneof(
    fc.constant([]),
    direction.map(a => [{ a }]),
    fc.tuple(direction, direction).map(([a, b]) => [{ a }, { b }]),
  )

  it('gives each untouched record once and in order', () => {
    fc.assert(
      fc.property(
        items('-untouched'),
        // Between two pages the others are replaced by the next of these.
        fc.array(items('-other'), { minLength: 1, maxLength: 6 }),
        sort,
        fc.integer({ min: 1, max: 4 }),
        (untouched, others, sorting, limit) => {
          const seen: string[] = []
          let cursor: string | undefined
          for (let turn = 0; turn === 0 || cursor !== undefined; turn++) {
            const present = [...untouched, ...others[turn % others.length]!]
            const answer = page(present, compileQuery({ sort: sorting, limit, cursor }))
            expect(answer.records.length).toBeLessThanOrEqual(limit)
            seen.push(...ids(answer.records))
            if (turn > 1_000) throw new Error('the pages have no end')
            cursor = answer.cursor
          }
          const expected = ids(inOrder(untouched, sorting))
          const wanted = new Set(expected)
          expect(seen.filter(id => wanted.has(id))).toEqual(expected)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('project', () => {
  const record = { id: 'a', _rev: '1', title: 't', body: { x: 1 } }

  test.each<[string[], object]>([
    [['title'], { id: 'a', _rev: '1', title: 't' }],
    [[], { id: 'a', _rev: '1' }],
    [['id', 'body', 'body'], { id: 'a', _rev: '1', body: { x: 1 } }],
    [['body.x', 'missing', 'toString', '__proto__'], { id: 'a', _rev: '1' }],
  ])('%j', (fields, expected) => {
    expect(project(record, fields)).toEqual(expected)
    expect(Object.keys(project(record, fields)).sort()).toEqual(Object.keys(expected).sort())
  })
})

it('throws errors of one class', () => {
  expect(() => compileQuery({ limit: 0 })).toThrow(QueryError)
})
