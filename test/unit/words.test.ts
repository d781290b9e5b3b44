import { describe, expect, it, test } from 'vitest'
import type { Scope } from '../../lib/protocol/api.ts'
import { mixesScripts, unicodeHost } from '../../lib/ui/unicode.ts'
import { hostOf, lifetimeOf, reachOf, sentenceOf, tickName } from '../../lib/ui/words.ts'

const scope = (changes: Partial<Scope> = {}): Scope => ({
  collection: 'documents',
  access: ['read'],
  fields: '*',
  records: 'all',
  ...changes,
})

describe('the words of the consent', () => {
  it('name every verb of every collection', () => {
    const scopes = [
      scope({ access: ['read', 'create', 'update', 'delete'] }),
      scope({ collection: 'contacts' }),
      scope({ collection: 'notes', access: ['read', 'update'] }),
    ]
    expect(sentenceOf(scopes)).toBe('read, create, update and delete documents, read contacts, read and update notes')
    expect(sentenceOf([])).toBe('')
  })

  test.each<[Partial<Scope>, string]>([
    [{}, 'All records, with all their fields'],
    [{ records: 'own' }, 'Only records that it made itself, with all their fields'],
    [{ fields: ['email'] }, 'All records, only the field email'],
    [{ fields: ['email', 'name'], records: 'own' }, 'Only records that it made itself, only the fields email and name'],
    [{ fields: ['a', 'b', 'c'] }, 'All records, only the fields a, b and c'],
  ])('say how far %o reaches', (changes, words) => {
    expect(reachOf(scope(changes))).toBe(words)
  })

  it('call a tick-box by what it grants', () => {
    expect(tickName('update', scope())).toBe('Update documents')
  })

  it('say how long', () => {
    expect(lifetimeOf('always', null)).toBe('Always')
    expect(lifetimeOf('session', 5)).toBe('Until its last tab closes')
    expect(lifetimeOf('until', Date.UTC(2031, 5, 15, 12))).toMatch(/^Until .*2031/)
  })
})

test.each([
  ['https://a.test', 'a.test'],
  ['https://a.test:8443', 'a.test:8443'],
  ['https://a.test.', 'a.test.'],
  ['http://localhost:3000', 'localhost:3000'],
  ['https://xn--e1afmkfd.test', 'xn--e1afmkfd.test'],
  ['https://long.name.of.many.parts.bank.test', 'long.name.of.many.parts.bank.test'],
])('%s is shown whole, in ASCII', (origin, host) => {
  expect(hostOf(origin)).toBe(host)
})

const hostFor = (unicode: string) => new URL(`https://${unicode}`).host

test.each([
  ['a.test', null],
  ['пример.test', 'пример.test'],
  ['bücher.test:8443', 'bücher.test:8443'],
  ['日本語.test', '日本語.test'],
])('%s reads as %s', (unicode, shown) => {
  expect(unicodeHost(hostFor(unicode))).toBe(shown)
})

test('a host that is no valid punycode is shown as it stands', () => {
  for (const host of ['xn--999999999', 'xn--é', 'localhost']) {
    expect(unicodeHost(host)).toBeNull()
    expect(mixesScripts(host)).toBe(false)
  }
})

test.each([
  ['pаypal.test', true], // Cyrillic а
  ['gοοgle.test', true], // Greek ο
  ['bank.tеst', true], // Cyrillic е, in the last label
  ['пример.test', false], // each label its own
  ['bücher.test', false],
  ['日本語ひらカタ.test', false],
  ['a-1.test', false],
  ['192.0.2.1', false],
])('%s mixes scripts: %s', (unicode, mixes) => {
  expect(mixesScripts(hostFor(unicode))).toBe(mixes)
})
