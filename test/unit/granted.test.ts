import { describe, expect, it, test } from 'vitest'
import { editedPart, granted, pretended } from '../../lib/broker/granted.ts'
import type { Scope } from '../../lib/protocol/api.ts'
import { type Decision, decisionSchema, type Share } from '../../lib/protocol/sharing.ts'
import type { GrantPart, RequestRow } from '../../lib/store/index.ts'

const scopes: Scope[] = [
  { collection: 'documents', access: ['read', 'update'], fields: '*', records: 'all' },
  { collection: 'contacts', access: ['read'], fields: ['email', 'name'], records: 'own' },
]
const request: RequestRow = {
  id: 'r',
  nonce: 'n',
  origin: 'https://a.test',
  document: 'https://a.test d',
  tab: 1,
  calls: [],
  scopes,
  reason: '',
  time: 0,
  expiresAt: 300_000,
  window: null,
}
type Allow = Decision & { answer: 'allow' }
const whole: Share[] = [
  { access: ['read', 'update'], fields: '*', records: 'all', picked: [] },
  { access: ['read'], fields: ['email', 'name'], records: 'own', picked: [] },
]
const allow = (changes: Partial<Allow> = {}): Allow => ({
  answer: 'allow',
  id: 'r',
  nonce: 'n',
  shares: whole,
  lifetime: 'always',
  expiresAt: null,
  ...changes,
})
const sharing = (...shares: Partial<Share>[]): Allow =>
  allow({ shares: shares.map((share, i) => ({ ...(whole[i] as Share), ...share })) })
const now = 1_000_000
const scopesOf = (decision: Allow) => granted(request, decision, now).grant.scopes

describe('what is granted', () => {
  it('is what was ticked of what was asked', () => {
    expect(scopesOf(allow())).toEqual(scopes)
    expect(scopesOf(sharing({ access: ['update'] }, { access: [] }))).toEqual([{ ...scopes[0], access: ['update'] }])
    expect(scopesOf(sharing({ access: [] }, {}))).toEqual([scopes[1]])
    expect(scopesOf(sharing({}))).toEqual([scopes[0]])
  })

  it('is some of the fields', () => {
    expect(scopesOf(sharing({ fields: ['title', 'body', 'title'] }, { fields: ['name'] }))).toEqual([
      { ...scopes[0], fields: ['body', 'title'] },
      { ...scopes[1], fields: ['name'] },
    ])
    expect(scopesOf(sharing({}, { fields: [] }))).toEqual([scopes[0]])
  })

  it('is picked records, each once; the site is not told which', () => {
    const { pieces, grant } = granted(request, sharing({ records: 'picked', picked: ['b', 'a', 'b'] }), now)
    expect(pieces).toEqual([{ ...scopes[0], records: 'picked', picked: ['a', 'b'] }])
    expect(grant.scopes).toEqual([{ ...scopes[0], records: 'picked' }])
  })

  it('keeps no pick where none was meant', () => {
    expect(granted(request, sharing({ picked: ['a'] }), now).pieces[0]).not.toHaveProperty('picked')
  })

  it('is never more than was asked', () => {
    const verbs: Scope['access'] = ['delete', 'update', 'create', 'read']
    expect(scopesOf(sharing({ access: verbs }, { access: verbs, fields: '*' }))).toEqual(scopes)
    expect(scopesOf(sharing({}, { fields: ['email', 'phone'] }))[1]?.fields).toEqual(['email'])
    for (const records of ['all', 'picked'] as const) {
      expect(() => scopesOf(sharing({}, { records, picked: ['a'] }))).toThrow('More records are shared')
    }
  })

  it('cannot delete where it does not cover all fields', () => {
    const row = { ...request, scopes: [{ ...(scopes[0] as Scope), access: ['read', 'delete'] as Scope['access'] }] }
    const decision = sharing({ access: ['read', 'delete'], fields: ['title'] })
    expect(granted(row, decision, now).grant.scopes[0]?.access).toEqual(['read'])
  })

  test.each<[string, Partial<Share>[]]>([
    ['no share', []],
    ['no verb', [{ access: [] }]],
    ['another verb', [{ access: ['create'] }]],
    ['no field', [{ fields: [] }]],
    ['an empty pick', [{ records: 'picked' }]],
  ])('is nothing with %s', (_name, shares) => {
    expect(() => scopesOf(sharing(...shares))).toThrow('Nothing is ticked.')
  })

  it('has another name each time', () => {
    expect(granted(request, allow(), now).grant.id).not.toBe(granted(request, allow(), now).grant.id)
  })
})

describe('how long', () => {
  const grantOf = (changes: Partial<Allow>) => granted(request, allow(changes), now).grant

  it('always has no end, whatever is named', () => {
    expect(grantOf({ expiresAt: now + 5 })).toMatchObject({ lifetime: 'always', expiresAt: null })
  })

  it('a session has 24 hours at most, whatever is named', () => {
    expect(grantOf({ lifetime: 'session', expiresAt: now * 9 }).expiresAt).toBe(now + 86_400_000)
  })

  test.each([[now - 1], [now], [null]])('an end that is not ahead is refused: %s', expiresAt => {
    expect(() => grantOf({ lifetime: 'until', expiresAt })).toThrow('The end must lie ahead.')
  })

  it('until a date is that date', () => {
    expect(grantOf({ lifetime: 'until', expiresAt: now + 1 }).expiresAt).toBe(now + 1)
  })
})

test('who is given nothing and not told is granted all that it asked', () => {
  const asked: Scope[] = [...scopes, { collection: 'notes', access: ['read'], fields: '*', records: 'picked' }]
  const { pieces, grant } = pretended(asked, { lifetime: 'always', expiresAt: null }, now)
  expect(grant.scopes).toEqual(asked)
  expect(pieces.map(({ picked }) => picked)).toEqual([undefined, undefined, []])
})

describe('a part that the owner edits', () => {
  const known: GrantPart = {
    grant: 'g',
    access: ['read'],
    fields: '*',
    records: 'picked',
    picked: ['a'],
    lifetime: 'session',
    expiresAt: now + 5,
    since: 1,
  }
  const share: Share = { access: ['read', 'update'], fields: '*', records: 'all', picked: [] }

  it('is what the owner says, from now on', () => {
    expect(editedPart(known, 'notes', share, { lifetime: 'until', expiresAt: now + 9 }, now)).toEqual({
      grant: 'g',
      access: ['read', 'update'],
      fields: '*',
      records: 'all',
      lifetime: 'until',
      expiresAt: now + 9,
      since: now,
    })
  })

  it('keeps the end of a session that goes on', () => {
    expect(editedPart(known, 'notes', share, { lifetime: 'session', expiresAt: null }, now)?.expiresAt).toBe(now + 5)
  })

  it('ends where nothing is left of it', () => {
    const nothing = { ...share, access: [] }
    expect(editedPart(known, 'notes', nothing, { lifetime: 'always', expiresAt: null }, now)).toBeNull()
  })
})

test.each<[string, object]>([
  ['an unknown key', { also: 1 }],
  ['an unknown verb', { shares: [{ ...whole[0], access: ['admin'] }] }],
  ['an unknown set of records', { shares: [{ ...whole[0], records: 'some' }] }],
  ['a field that is none', { shares: [{ ...whole[0], fields: ['__proto__'] }] }],
  ['an id that is none', { shares: [{ ...whole[0], picked: [''] }] }],
  ['an unknown lifetime', { lifetime: 'forever' }],
  ['half a millisecond', { expiresAt: 1.5 }],
  ['no nonce', { nonce: undefined }],
  ['an answer that is none', { answer: 'yes' }],
])('a decision with %s is refused', (_name, changes) => {
  expect(decisionSchema.safeParse(allow()).success).toBe(true)
  expect(decisionSchema.safeParse({ ...allow(), ...changes }).success).toBe(false)
})

test('a refusal carries nothing that was ticked', () => {
  for (const answer of ['deny', 'never']) {
    expect(decisionSchema.safeParse({ answer, id: 'r', nonce: 'n' }).success).toBe(true)
    expect(decisionSchema.safeParse({ ...allow(), answer }).success).toBe(false)
  }
})
