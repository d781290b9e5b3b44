import { describe, expect, it, test } from 'vitest'
import { granted } from '../../lib/broker/granted.ts'
import type { Scope } from '../../lib/protocol/api.ts'
import { type Decision, decisionSchema } from '../../lib/protocol/owner.ts'
import type { RequestRow } from '../../lib/store/index.ts'

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
const tick = (changes: Partial<Decision & { allow: true }> = {}): Decision & { allow: true } => ({
  allow: true,
  id: 'r',
  nonce: 'n',
  access: [['read', 'update'], ['read']],
  lifetime: 'always',
  expiresAt: null,
  ...changes,
})
const now = 1_000_000

describe('what is granted', () => {
  it('is what was ticked of what was asked', () => {
    expect(granted(request, tick(), now).scopes).toEqual(scopes)
    expect(granted(request, tick({ access: [['update'], []] }), now).scopes).toEqual([
      { ...scopes[0], access: ['update'] },
    ])
    expect(granted(request, tick({ access: [[], ['read']] }), now).scopes).toEqual([scopes[1]])
  })

  it('is never more than was asked', () => {
    const all: Decision & { allow: true } = tick({ access: Array(5).fill(['delete', 'update', 'create', 'read']) })
    expect(granted(request, all, now).scopes).toEqual(scopes)
  })

  it('is nothing where nothing is ticked', () => {
    for (const access of [[], [[], []], [['create']]] as (typeof scopes)[0]['access'][][]) {
      expect(() => granted(request, tick({ access }), now)).toThrow('Nothing is ticked.')
    }
  })

  it('has another name each time', () => {
    expect(granted(request, tick(), now).id).not.toBe(granted(request, tick(), now).id)
  })
})

describe('how long', () => {
  it('always has no end, whatever is named', () => {
    expect(granted(request, tick({ expiresAt: now + 5 }), now)).toMatchObject({ lifetime: 'always', expiresAt: null })
  })

  it('a session has 24 hours at most, whatever is named', () => {
    expect(granted(request, tick({ lifetime: 'session', expiresAt: now * 9 }), now).expiresAt).toBe(now + 86_400_000)
  })

  test.each([[now - 1], [now], [null]])('an end that is not ahead is refused: %s', expiresAt => {
    expect(() => granted(request, tick({ lifetime: 'until', expiresAt }), now)).toThrow('The end must lie ahead.')
  })

  it('until a date is that date', () => {
    expect(granted(request, tick({ lifetime: 'until', expiresAt: now + 1 }), now).expiresAt).toBe(now + 1)
  })
})

test.each<[string, object]>([
  ['an unknown key', { also: 1 }],
  ['an unknown verb', { access: [['admin']] }],
  ['an unknown lifetime', { lifetime: 'forever' }],
  ['half a millisecond', { expiresAt: 1.5 }],
  ['no nonce', { nonce: undefined }],
  ['an answer that is neither yes nor no', { allow: 'yes' }],
])('a decision with %s is refused', (_name, changes) => {
  expect(decisionSchema.safeParse(tick()).success).toBe(true)
  expect(decisionSchema.safeParse({ ...tick(), ...changes }).success).toBe(false)
})

test('a refusal carries nothing that was ticked', () => {
  expect(decisionSchema.safeParse({ allow: false, id: 'r', nonce: 'n' }).success).toBe(true)
  expect(decisionSchema.safeParse({ ...tick(), allow: false }).success).toBe(false)
})
