import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { askSchema, quotable, scopeSchema, scopesSchema, verbs } from '../../lib/protocol/scope.ts'

const plain = { collection: 'documents', access: ['read'], fields: '*', records: 'all' }
const parse = (scope: object) => scopeSchema.parse({ ...plain, ...scope })
const accepts = (scope: object) => scopeSchema.safeParse({ ...plain, ...scope }).success

describe('the canonical form', () => {
  it('has verbs in their fixed order, each once', () => {
    expect(parse({ access: ['delete', 'read', 'update', 'read', 'create'] }).access).toEqual([
      'read',
      'create',
      'update',
      'delete',
    ])
  })

  it('has fields sorted, each once', () => {
    expect(parse({ fields: ['b', 'a', 'B', 'b', 'é'] }).fields).toEqual(['B', 'a', 'b', 'é'])
  })

  it('is the same however a scope is written, and its own canonical form', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...verbs), { minLength: 1 }),
        fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
        fc.constantFrom('all', 'own'),
        fc.func(fc.nat()),
        (access, fields, records, rank) => {
          fc.pre(access.some(verb => verb !== 'delete'))
          const shuffled = <T>(list: T[]) => [...list, ...list].sort((a, b) => rank(a) - rank(b))
          const once = parse({ access, fields, records })
          expect(JSON.stringify(parse({ records, fields: shuffled(fields), access: shuffled(access) }))).toBe(
            JSON.stringify(once),
          )
          expect(scopeSchema.parse(once)).toEqual(once)
        },
      ),
    )
  })
})

describe('delete', () => {
  it('is taken off where the fields are limited', () => {
    expect(parse({ access: ['read', 'delete'], fields: ['a'] }).access).toEqual(['read'])
    expect(parse({ access: ['read', 'delete'] }).access).toEqual(['read', 'delete'])
  })

  it('alone cannot be had with limited fields', () => {
    expect(accepts({ access: ['delete'], fields: ['a'] })).toBe(false)
    expect(accepts({ access: ['delete'] })).toBe(true)
  })
})

test.each<[string, object]>([
  ['a space', { space: 'personal' }],
  ['an empty space', { space: '' }],
  ['no verbs', { access: [] }],
  ['an unknown verb', { access: ['read', 'admin'] }],
  ['verbs that are no list', { access: 'read' }],
  ['no fields', { fields: [] }],
  ['fields that are absent', { fields: undefined }],
  ['a star among fields that is no field name of its own', { fields: '**' }],
  ['unknown records', { records: 'everything' }],
  ['absent records', { records: undefined }],
  ['an unknown key', { also: true }],
  ['a field of the broker’s own', { fields: ['a', '_rev'] }],
  ['an unsafe field', { fields: ['constructor'] }],
  ['a field with a lone surrogate', { fields: ['\ud800'] }],
  ['a field name of 129 characters', { fields: ['n'.repeat(129)] }],
  ['257 fields', { fields: Array.from({ length: 257 }, (_, i) => `f${i}`) }],
])('%s is refused', (_name, scope) => {
  expect(accepts(scope)).toBe(false)
})

test.each([
  { fields: ['n'.repeat(128)] },
  { fields: Array.from({ length: 256 }, (_, i) => `f${i}`) },
  { records: 'own' },
])('%o is taken', scope => {
  expect(accepts(scope)).toBe(true)
})

test.each(['documents', 'a', 'com.example.recipes', 'my-notes', 'a1.b2-c3', `a${'b'.repeat(127)}`])(
  '%s is a collection',
  collection => {
    expect(accepts({ collection })).toBe(true)
  },
)

test.each([
  '',
  'Documents',
  '1a',
  'a.',
  '.a',
  'a..b',
  'a b',
  'a_b',
  'é',
  'a\n',
  '__proto__',
  `a${'b'.repeat(128)}`,
  '*',
])('%j is no collection', collection => {
  expect(accepts({ collection })).toBe(false)
})

test('a request names 1 to 20 scopes', () => {
  expect(scopesSchema.safeParse([]).success).toBe(false)
  expect(scopesSchema.safeParse(Array(20).fill(plain)).success).toBe(true)
  expect(scopesSchema.safeParse(Array(21).fill(plain)).success).toBe(false)
  expect(askSchema.safeParse({ scopes: [plain], origin: 'https://bank.test' }).success).toBe(false)
})

describe('a site’s reason, as it may be quoted', () => {
  it('is one line', () => {
    expect(quotable('to\nshow\r\nyour\u2028documents\u0085')).toBe('to show your documents')
  })

  test.each([
    '\u202e',
    '\u202a',
    '\u2066',
    '\u2069',
    '\u200e',
    '\u200f',
    '\u061c',
    '\u200b',
    '\ufeff',
    '\u0000',
    '\u001b',
    '\u007f',
  ])('holds no %j', character => {
    expect(quotable(`a${character}b`)).toBe('a b')
  })

  test.each([139, 140, 141])('has at most 140 characters (%i given)', length => {
    expect(quotable('x'.repeat(length))).toHaveLength(Math.min(length, 140))
    expect([...quotable('😀'.repeat(length))]).toHaveLength(Math.min(length, 140))
  })

  it('is never cut within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), reason => {
        const quoted = quotable(reason)
        expect(quoted.isWellFormed()).toBe(true)
        expect([...quoted].length).toBeLessThanOrEqual(140)
      }),
    )
  })
})
