import { expect, test } from 'vitest'
import type { ActivityLine } from '../../lib/protocol/activity.ts'
import { wordsOf } from '../../lib/ui/dashboard/activity/words.ts'

const entry = { n: 1, i: 0, time: 0, origin: 'https://notes.example', collection: 'notes' }
const read = { ...entry, what: 'read' as const }
const refusal = { ...entry, what: 'refusal' as const }
const decision = { ...entry, what: 'decision' as const }

test.each<[string, ActivityLine]>([
  ['asked to read notes', { ...entry, what: 'request', detail: 'read notes' }],
  ['read 1 record of notes: body, title', { ...read, count: 1, fields: ['body', 'title'] }],
  ['read 12 records of notes as they changed: all fields', { ...read, count: 12, detail: 'watch', fields: '*' }],
  [
    'was shown 2 records of notes when it wrote: a and more',
    { ...read, count: 2, detail: 'answer', fields: ['a'], more: true },
  ],
  ['counted records of notes', { ...read, detail: 'count', fields: ['a'] }],
  ['created 2 records, deleted 1 record of notes', { ...entry, what: 'write', created: 2, deleted: 1 }],
  ['was refused once on notes: no room', { ...refusal, count: 1, outcome: 'quota' }],
  ['was refused 3 times: it asks too often', { ...refusal, collection: '', count: 3, outcome: 'rate_limited' }],
  ['You denied it to read notes', { ...decision, outcome: 'denied', detail: 'read notes' }],
  ['You let it ask again', { ...decision, outcome: 'may_ask' }],
  ['unheard_of: read notes', { ...entry, what: 'end', outcome: 'unheard_of', detail: 'read notes' }],
])('%s', (words, line) => expect(wordsOf(line)).toBe(words))

test('what a site wrote puts nothing in and chooses no form', () => {
  const said = { what: 'request' as const, detail: 'read {reason}', reason: '$1 | {what} | {count}' }
  expect(wordsOf({ ...entry, ...said })).toBe('asked to read {reason} – “$1 | {what} | {count}”')
  expect(wordsOf({ ...read, count: 2, collection: 'a | {count}' })).toBe('read 2 records of a | {count}')
})
