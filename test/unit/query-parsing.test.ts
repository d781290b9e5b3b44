import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { compileQuery, compileSelector, QueryError } from '../../lib/query/index.ts'

function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act()
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return { code: error.code, message: error.message }
  }
  throw new Error('nothing was refused')
}

type Row = [asked: unknown, code: string, at: string]
const named = ([asked, code, at]: Row) => ({
  asked,
  code,
  at,
  name: `${inspect(asked, { breakLength: 200 }).slice(0, 100)} is ${code}`,
})

const forbidden = (name: string) => JSON.parse(`{ "${name}": 1 }`)

describe('refused selectors', () => {
  test.each(
    (
      [
        [{ title: { $regex: 'x' } }, 'unsupported_selector', 'selector.title.$regex'],
        [{ title: { $regex: /x/ } }, 'unsupported_selector', 'selector.title.$regex'],
        [{ title: { $not: { $regex: 'x' } } }, 'unsupported_selector', 'selector.title.$not.$regex'],
        [{ tags: { $elemMatch: { $regex: 'x' } } }, 'unsupported_selector', 'selector.tags.$elemMatch.$regex'],
        [
          { tags: { $elemMatch: { $not: { $regex: 'x' } } } },
          'unsupported_selector',
          'selector.tags.$elemMatch.$not.$regex',
        ],
        [{ tags: { $allMatch: { $eq: 1 } } }, 'unsupported_selector', 'selector.tags.$allMatch'],
        [{ $where: 'true' }, 'unsupported_selector', 'selector.$where'],
        [{ $gt: 5 }, 'unsupported_selector', 'selector.$gt'],
        [{ $or: [{ $text: 'x' }] }, 'unsupported_selector', 'selector.$or[0].$text'],
        [{ a: { $or: [] } }, 'unsupported_selector', 'selector.a.$or'],
        [{ a: { $: 1 } }, 'unsupported_selector', 'selector.a.$'],
        [undefined, 'invalid_request', 'selector'],
        [null, 'invalid_request', 'selector'],
        [[], 'invalid_request', 'selector'],
        ['a', 'invalid_request', 'selector'],
        [new Map(), 'invalid_request', 'selector'],
        [{ _rev: '1' }, 'invalid_request', 'selector._rev'],
        [{ $nor: [{ '_a.b': '1' }] }, 'invalid_request', 'selector.$nor[0]._a.b'],
        [{ a: { $gt: 1, b: 2 } }, 'invalid_request', 'selector.a.b'],
        [{ a: { $elemMatch: { $gt: 1, b: 2 } } }, 'invalid_request', 'selector.a.$elemMatch.b'],
        [{ a: { $elemMatch: 5 } }, 'invalid_request', 'selector.a.$elemMatch'],
        [{ $and: {} }, 'invalid_request', 'selector.$and'],
        [{ $or: [1] }, 'invalid_request', 'selector.$or[0]'],
        [{ $not: [] }, 'invalid_request', 'selector.$not'],
        [{ a: { $in: 1 } }, 'invalid_request', 'selector.a.$in'],
        [{ a: { $nin: {} } }, 'invalid_request', 'selector.a.$nin'],
        [{ a: { $all: 'x' } }, 'invalid_request', 'selector.a.$all'],
        [{ a: { $exists: 1 } }, 'invalid_request', 'selector.a.$exists'],
        [{ a: { $size: -1 } }, 'invalid_request', 'selector.a.$size'],
        [{ a: { $size: 1.5 } }, 'invalid_request', 'selector.a.$size'],
        [{ a: { $size: '1' } }, 'invalid_request', 'selector.a.$size'],
        [{ a: { $type: 'integer' } }, 'invalid_request', 'selector.a.$type'],
        [{ a: undefined }, 'invalid_request', 'selector.a'],
        [{ a: { $gt: undefined } }, 'invalid_request', 'selector.a.$gt'],
        [{ a: Number.NaN }, 'invalid_request', 'selector.a'],
        [{ a: [1, Number.POSITIVE_INFINITY] }, 'invalid_request', 'selector.a[1]'],
        [{ a: { b: 10n } }, 'invalid_request', 'selector.a.b'],
        [{ a: new Date(0) }, 'invalid_request', 'selector.a'],
        [{ a: /x/ }, 'invalid_request', 'selector.a'],
        [{ a: new Array(3) }, 'invalid_request', 'selector.a[0]'],
        [forbidden('__proto__'), 'invalid_request', 'selector.__proto__'],
        [forbidden('constructor'), 'invalid_request', 'selector.constructor'],
        [{ a: forbidden('prototype') }, 'invalid_request', 'selector.a.prototype'],
        [{ a: { $in: [forbidden('__proto__')] } }, 'invalid_request', 'selector.a.$in[0].__proto__'],
      ] satisfies Row[]
    ).map(named),
  )('$name', ({ asked: selector, code, at }) => {
    const refused = refusal(() => compileSelector(selector))
    expect(refused.code).toBe(code)
    expect(refused.message.startsWith(`${at}: `)).toBe(true)
  })

  it('names the place as it is told to', () => {
    expect(refusal(() => compileSelector({ $x: 1 }, 'scope')).message).toMatch(/^scope\.\$x: /)
  })
})

describe('the budget of a selector', () => {
  const negated = (times: number): object => (times === 0 ? {} : { $not: negated(times - 1) })
  const listed = (times: number): unknown => (times === 0 ? 1 : [listed(times - 1)])

  it('is 32 levels of operators', () => {
    expect(() => compileSelector(negated(31))).not.toThrow()
    expect(refusal(() => compileSelector(negated(32))).code).toBe('too_large')
  })

  it('is 32 levels with those of a literal', () => {
    expect(() => compileSelector({ a: listed(31) })).not.toThrow()
    expect(refusal(() => compileSelector({ a: listed(32) })).code).toBe('too_large')
  })

  it('is 1,000 conditions', () => {
    const ofFields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]))
    const ofOr = (count: number) => ({ $or: Array.from({ length: count }, (_, i) => ({ a: { $gt: i } })) })
    for (const make of [ofFields, ofOr]) {
      expect(() => compileSelector(make(1_000))).not.toThrow()
      expect(refusal(() => compileSelector(make(1_001))).code).toBe('too_large')
    }
  })

  it('has room for as many ids as the largest answer has', () => {
    const ids = (length: number) => ({ id: { $in: Array.from({ length }, (_, i) => `id${i}`) } })
    expect(() => compileSelector(ids(10_000))).not.toThrow()
    expect(refusal(() => compileSelector(ids(20_001))).code).toBe('too_large')
  })

  it('ends a cycle', () => {
    const cyclic: Record<string, unknown> = {}
    cyclic.a = { $eq: cyclic }
    expect(refusal(() => compileSelector(cyclic)).code).toBe('too_large')
  })

  it('ends a small object that unfolds into a huge one', () => {
    let shared: unknown = 1
    for (let level = 0; level < 28; level++) shared = [shared, shared]
    expect(refusal(() => compileSelector({ a: shared })).code).toBe('too_large')
  })
})

describe('refused queries', () => {
  test.each(
    (
      [
        [null, 'invalid_request', 'query'],
        [[], 'invalid_request', 'query'],
        ['x', 'invalid_request', 'query'],
        [{ skip: 1 }, 'invalid_request', 'skip'],
        [{ selector: null }, 'invalid_request', 'selector'],
        [forbidden('__proto__'), 'invalid_request', 'query.__proto__'],
        [{ selector: { a: { $regex: '' } } }, 'unsupported_selector', 'selector.a.$regex'],
        ...[0, 10_001, 1.5, '5', null, Number.NaN]
          .map(limit => [{ limit }, 'invalid_request', 'limit'] as const)
          .map(row => [...row] as [unknown, string, string]),
        [{ sort: 'a' }, 'invalid_request', 'sort'],
        [{ sort: [1] }, 'invalid_request', 'sort[0]'],
        [{ sort: ['a', {}] }, 'invalid_request', 'sort[1]'],
        [{ sort: [{ a: 'asc', b: 'asc' }] }, 'invalid_request', 'sort[0]'],
        [{ sort: [{ a: 'ASC' }] }, 'invalid_request', 'sort[0].a'],
        [{ sort: ['_rev'] }, 'invalid_request', 'sort[0]'],
        [{ sort: [{ _rev: 'asc' }] }, 'invalid_request', 'sort[0]._rev'],
        [{ sort: [JSON.parse('{ "__proto__": "asc" }')] }, 'invalid_request', 'sort[0].__proto__'],
        [{ sort: Array.from({ length: 33 }, () => 'a') }, 'too_large', 'sort'],
        [{ fields: 'a' }, 'invalid_request', 'fields'],
        [{ fields: ['a', 1] }, 'invalid_request', 'fields[1]'],
        [{ fields: ['a'.repeat(129)] }, 'invalid_request', 'fields[0]'],
        [{ cursor: 1 }, 'invalid_request', 'cursor'],
        [{ cursor: null }, 'invalid_request', 'cursor'],
      ] satisfies Row[]
    ).map(named),
  )('$name', ({ asked: query, code, at }) => {
    const refused = refusal(() => compileQuery(query))
    expect(refused.code).toBe(code)
    expect(refused.message.startsWith(`${at}: `)).toBe(true)
  })
})

describe('compileQuery', () => {
  it('fills in what is absent', () => {
    const query = compileQuery({
      selector: undefined,
      sort: undefined,
      limit: undefined,
      fields: undefined,
      cursor: undefined,
    })
    expect(query).toMatchObject({ limit: 1_000, sort: [] })
    expect(Object.keys(query)).not.toContain('fields')
    expect(Object.keys(query)).not.toContain('cursor')
    expect(query.matches({ id: 'a' })).toBe(true)
    expect(compileQuery().key).toBe(query.key)
  })

  it('takes the edges', () => {
    expect(compileQuery({ limit: 1 }).limit).toBe(1)
    expect(compileQuery({ limit: 10_000 }).limit).toBe(10_000)
    expect(compileQuery({ fields: ['a'.repeat(128)] }).fields).toEqual(['a'.repeat(128)])
    expect(compileQuery({ sort: Array.from({ length: 32 }, () => 'a') }).sort).toHaveLength(32)
    expect(compileQuery(Object.assign(Object.create(null), { limit: 2 })).limit).toBe(2)
  })

  it('keeps nothing of the query it was given', () => {
    const given = { selector: { a: { $in: [1] } }, sort: [{ a: 'desc' }], fields: ['a'] }
    const query = compileQuery(given)
    given.selector.a.$in.push(2)
    given.sort[0]!.a = 'asc'
    given.fields.push('b')
    expect(query.matches({ id: 'x', a: 2 })).toBe(false)
    expect(query.sort).toEqual([{ path: ['a'], direction: 'desc' }])
    expect(query.fields).toEqual(['a'])
  })
})

describe('the key', () => {
  const key = (query: object) => compileQuery(query).key

  test.each<[name: string, a: object, b: object]>([
    ['the order of names', { selector: { a: 1, b: 2 } }, { selector: { b: 2, a: 1 } }],
    ['the order of names in literals', { selector: { a: { x: 1, y: 2 } } }, { selector: { a: { y: 2, x: 1 } } }],
    ['an explicit asc', { sort: ['a'] }, { sort: [{ a: 'asc' }] }],
    ['the order of fields', { fields: ['a', 'b'] }, { fields: ['b', 'a', 'b'] }],
    ['the limit', { limit: 1 }, { limit: 2 }],
    ['the cursor', { cursor: 'x' }, {}],
  ])('does not depend on %s', (_name, a, b) => {
    expect(key(a)).toBe(key(b))
  })

  test.each<[name: string, a: object, b: object]>([
    ['the selector', { selector: { a: 1 } }, { selector: { a: 2 } }],
    ['types', { selector: { a: 1 } }, { selector: { a: '1' } }],
    ['paths', { selector: { 'a.b': 1 } }, { selector: { a: { b: 1 } } }],
    ['the sort', { sort: ['a'] }, { sort: ['b'] }],
    ['the direction', { sort: ['a'] }, { sort: [{ a: 'desc' }] }],
    ['the fields', { fields: ['a'] }, { fields: ['b'] }],
    ['whether there are fields', { fields: [] }, {}],
  ])('depends on %s', (_name, a, b) => {
    expect(key(a)).not.toBe(key(b))
  })
})
