import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type Decision, decide } from '../../lib/broker/decide.ts'
import { addPart, grantsScope, scopesOf, withoutVerbs } from '../../lib/broker/parts.ts'
import { fieldsFor, mayAtAll } from '../../lib/broker/view.ts'
import type { Scope, Verb } from '../../lib/protocol/api.ts'
import { verbs } from '../../lib/protocol/scope.ts'
import type { GrantPart } from '../../lib/store/index.ts'
import { part } from './rows.ts'

const scope = (changes: Partial<Scope> = {}): Scope => ({
  collection: 'notes',
  access: ['read'],
  fields: '*',
  records: 'all',
  ...changes,
})

describe('a scope is granted', () => {
  test.each<[string, Partial<GrantPart>[], Partial<Scope>, boolean]>([
    ['by nothing', [], {}, false],
    ['by the same', [{}], {}, true],
    ['by another verb', [{ access: ['update'] }], {}, false],
    ['verb by verb', [{ access: ['read'] }, { access: ['update'] }], { access: ['read', 'update'] }, true],
    ['in part only', [{ access: ['read'] }], { access: ['read', 'update'] }, false],
    ['by all fields, when some are asked', [{}], { fields: ['a'] }, true],
    ['by some fields, when all are asked', [{ fields: ['a'] }], {}, false],
    ['by fields of several parts', [{ fields: ['a'] }, { fields: ['b'] }], { fields: ['a', 'b'] }, true],
    ['by too few fields', [{ fields: ['a'] }, { fields: ['b'] }], { fields: ['a', 'c'] }, false],
    [
      'by fields under another verb',
      [{ fields: ['a'] }, { fields: ['b'], access: ['update'] }],
      { fields: ['a', 'b'] },
      false,
    ],
    ['by all records, when its own are asked', [{}], { records: 'own' }, true],
    ['by its own records, when all are asked', [{ records: 'own' }], {}, false],
    [
      'by fields of its own records, when all are asked',
      [{ fields: ['a'] }, { records: 'own' }],
      { fields: ['a', 'b'] },
      false,
    ],
    [
      'by its own and all together',
      [{ fields: ['a'] }, { records: 'own', fields: ['b'] }],
      { fields: ['a', 'b'], records: 'own' },
      true,
    ],
  ])('%s', (_name, parts, asked, granted) => {
    expect(grantsScope(parts.map(part), scope(asked))).toBe(granted)
  })
})

describe('adding a part', () => {
  it('keeps what is there already, and the older one’s name', () => {
    const known = part({ grant: 'old', access: ['read', 'update'] })
    expect(addPart([known], part({ grant: 'new', fields: ['a'] }))).toEqual([known])
  })

  it('drops what it covers', () => {
    const wide = part({ access: ['read', 'update'] })
    expect(
      addPart([part({ fields: ['a'] }), part({ records: 'own' }), part({ lifetime: 'until', expiresAt: 9 })], wide),
    ).toEqual([wide])
  })

  it('joins verbs of the same reach', () => {
    expect(addPart([part({ access: ['delete'] })], part({ access: ['read'] }))).toEqual([
      part({ access: ['read', 'delete'] }),
    ])
  })

  test.each<[string, Partial<GrantPart>, Partial<GrantPart>]>([
    ['fields', { fields: ['a'] }, { fields: ['b'] }],
    ['records', { records: 'own', access: ['update'] }, { access: ['read'] }],
    ['an end', { lifetime: 'until', expiresAt: 5, access: ['read', 'update'] }, {}],
    [
      'a lifetime',
      { lifetime: 'session', expiresAt: 5, access: ['read', 'update'] },
      { lifetime: 'until', expiresAt: 9 },
    ],
  ])('of another reach leaves both: %s', (_name, a, b) => {
    expect(addPart([part(a)], part(b))).toEqual([part(a), part(b)])
  })

  it('that lasts longer is not covered by what ends sooner', () => {
    const short = part({ lifetime: 'until', expiresAt: 10 })
    expect(addPart([short], part({ lifetime: 'until', expiresAt: 10 }))).toEqual([short])
    expect(addPart([short], part({ lifetime: 'until', expiresAt: 9 }))).toEqual([short])
    expect(addPart([short], part({ lifetime: 'until', expiresAt: 10, fields: ['a'] }))).toEqual([short])
    expect(addPart([short], part({ lifetime: 'until', expiresAt: 11 }))).toEqual([
      part({ lifetime: 'until', expiresAt: 11 }),
    ])
    expect(addPart([short], part())).toEqual([part()])
  })

  it('until a date is not covered by a session, which may end sooner', () => {
    const session = part({ lifetime: 'session', expiresAt: 20 })
    const until = part({ lifetime: 'until', expiresAt: 10 })
    expect(addPart([session], until)).toEqual([session, until])
    expect(addPart([until], session)).toEqual([until, session])
  })

  it('changes no part that it was given', () => {
    const known = part({ access: ['delete'] })
    const before = structuredClone(known)
    addPart([known], part({ access: ['read'] }))
    withoutVerbs([known], ['delete'])
    expect(known).toEqual(before)
  })
})

describe('taking verbs away', () => {
  it('takes them from every part, and parts with none left go', () => {
    const parts = [
      part({ access: ['read', 'update'] }),
      part({ access: ['update'], records: 'own' }),
      part({ fields: ['a'] }),
    ]
    expect(withoutVerbs(parts, ['update'])).toEqual([part({ access: ['read'] }), part({ fields: ['a'] })])
    expect(withoutVerbs(parts, ['update', 'read'])).toEqual([])
    expect(withoutVerbs(parts, [])).toEqual(parts)
  })
})

test('what is granted is told as one scope for each reach, in the order of the verbs', () => {
  const parts = [
    part({ access: ['delete'] }),
    part({ access: ['read'], lifetime: 'session', expiresAt: 9 }),
    part({ fields: ['a'], records: 'own' }),
  ]
  expect(scopesOf('notes', parts)).toEqual([
    scope({ access: ['read', 'delete'] }),
    scope({ fields: ['a'], records: 'own' }),
  ])
})

test('added in any order, parts allow at every moment what they allow side by side', () => {
  const access = fc.uniqueArray(fc.constantFrom<Verb>('read', 'create', 'update', 'delete'), { minLength: 1 })
  const lasting = fc.constantFrom<Pick<GrantPart, 'lifetime' | 'expiresAt'>>(
    { lifetime: 'always', expiresAt: null },
    { lifetime: 'until', expiresAt: 1 },
    { lifetime: 'until', expiresAt: 2 },
    { lifetime: 'session', expiresAt: 2 },
  )
  const fields = fc.oneof(fc.constant<'*'>('*'), fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 }))
  const pick = fc.record({ records: fc.constant('picked' as const), picked: fc.uniqueArray(fc.constantFrom('a', 'b')) })
  const anyPart = fc
    .record({
      access,
      lasting,
      fields,
      which: fc.oneof(fc.constantFrom({ records: 'all' as const }, { records: 'own' as const }), pick),
    })
    .map(({ lasting, which, ...rest }) => part({ ...rest, ...which, ...lasting }))
  fc.assert(
    fc.property(
      fc.array(anyPart, { maxLength: 6 }),
      fc.constantFrom(0, 1, 2),
      fc.boolean(),
      (parts, now, sessionOver) => {
        const added = parts.reduce<GrantPart[]>(addPart, [])
        const open = (list: GrantPart[]) => list.filter(({ lifetime }) => !(sessionOver && lifetime === 'session'))
        const allowed = (list: GrantPart[]) => {
          const row = { origin: 'o', space: 's', collection: 'c', parts: open(list) }
          return decide([row], { origin: 'o', collection: 'c', verbs: ['read', 'create', 'update', 'delete'] }, now)
        }
        expect(reached(allowed(added))).toEqual(reached(allowed(parts)))
      },
    ),
    { numRuns: 500 },
  )
})

/** The fields that each verb covers on each record that the parts could tell from another. */
const reached = (decision: Decision) =>
  decision.kind === 'allow' &&
  verbs.flatMap(verb => [
    mayAtAll(decision.view, verb),
    ...[true, false].flatMap(mine =>
      ['a', 'b', 'c'].map(id => {
        const fields = fieldsFor(decision.view, verb, mine, id)
        return fields && fields !== '*' ? [...fields].sort() : fields
      }),
    ),
  ])
