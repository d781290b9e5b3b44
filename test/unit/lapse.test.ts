import { expect, test } from 'vitest'
import { decide, decideRequest } from '../../lib/broker/decide.ts'
import { addPart, lapseOf, openParts, unusedFor } from '../../lib/broker/parts.ts'
import type { Scope } from '../../lib/protocol/api.ts'
import type { GrantPart, GrantRow } from '../../lib/store/index.ts'

const day = 86_400_000
const part: GrantPart = {
  grant: 'g',
  access: ['read'],
  fields: '*',
  records: 'all',
  lifetime: 'always',
  expiresAt: null,
  since: 10 * day,
}
const row: GrantRow = { origin: 'https://a.test', space: 's', collection: 'notes', parts: [part] }
const request = { origin: row.origin, space: 's', collection: 'notes', verbs: ['read'] } as const
const scope: Scope = { collection: 'notes', access: ['read'], fields: '*', records: 'all' }

test('a grant lapses after 90 days, and not a millisecond earlier', () => {
  expect(unusedFor).toBe(90 * day)
  expect(lapseOf(row, part)).toBe(100 * day)
  expect(decide([row], request, 100 * day - 1).kind).toBe('allow')
  expect(decide([row], request, 100 * day).kind).toBe('deny')
  expect(decideRequest([row], { ...request, scopes: [scope] }, 100 * day - 1)).toBe('allow')
  expect(decideRequest([row], { ...request, scopes: [scope] }, 100 * day)).toBe('ask')
})

test('every use puts it off', () => {
  const used = { ...row, usedAt: 50 * day }
  expect(openParts(used, 140 * day - 1)).toEqual([part])
  expect(openParts(used, 140 * day)).toEqual([])
})

test('a part that was added later lapses later', () => {
  const later = { ...part, access: ['update'] as GrantPart['access'], records: 'own' as const, since: 60 * day }
  const both = { ...row, parts: [part, later], usedAt: 20 * day }
  expect(openParts(both, 120 * day)).toEqual([later])
})

test('granting again what is granted already puts it off as well', () => {
  expect(addPart([part], { ...part, grant: 'again', since: 90 * day })).toEqual([{ ...part, since: 90 * day }])
})
