/** What the owner reads. Computed from scopes and grants, never from a site's own words. */
import type { Lifetime, Scope, Verb } from '../protocol/api.ts'
import { maxCount } from '../protocol/owner.ts'

const verbWords: Record<Verb, string> = { read: 'Read', create: 'Create', update: 'Update', delete: 'Delete' }

/** "Read documents": the name of a tick-box, by what it grants. */
export const tickName = (verb: Verb, { collection }: Scope): string => `${verbWords[verb]} ${collection}`

export const verbWord = (verb: Verb): string => verbWords[verb]

const verbHints: Record<Verb, string> = {
  read: 'see what is there, and what comes later',
  create: 'add new ones',
  update: 'change what is there',
  delete: 'remove them',
}
export const verbHint = (verb: Verb): string => verbHints[verb]

/** "Only its own records · only the fields email, name" */
export function reachOf({ records, fields }: Scope): string {
  const which = records === 'own' ? 'Only records that it made itself' : 'All records'
  return fields === '*' ? `${which}, with all their fields` : `${which}, only ${listOf('field', fields)}`
}

/** "read and update documents, read contacts" */
export function sentenceOf(scopes: readonly Scope[]): string {
  return scopes.map(({ collection, access }) => `${inWords(access)} ${collection}`).join(', ')
}

/** "It holds 12 records today." */
export function countOf(count: number): string {
  if (count === 0) return 'It is empty today.'
  if (count >= maxCount) return `It holds ${maxCount.toLocaleString()} records or more today.`
  return `It holds ${count === 1 ? 'one record' : `${count.toLocaleString()} records`} today.`
}

/** Whether a verb of this scope is granted wholly already. */
export function hasAlready(before: readonly Scope[], scope: Scope, verb: Verb): boolean {
  return before.some(
    ({ collection, access, fields, records }) =>
      collection === scope.collection &&
      access.includes(verb) &&
      (records === 'all' || scope.records === 'own') &&
      (fields === '*' || (scope.fields !== '*' && scope.fields.every(field => fields.includes(field)))),
  )
}

/** "New: create documents. Allowed already: read documents." */
export function differenceOf(scopes: readonly Scope[], before: readonly Scope[]): string {
  const part = (isOld: boolean) =>
    scopes
      .map(scope => ({ ...scope, access: scope.access.filter(verb => hasAlready(before, scope, verb) === isOld) }))
      .filter(({ access }) => access.length > 0)
  const [fresh, old] = [part(false), part(true)]
  const sentences = [
    fresh.length > 0 && `New: ${sentenceOf(fresh)}.`,
    old.length > 0 && `Allowed already: ${sentenceOf(old)}.`,
  ]
  return sentences.filter(Boolean).join(' ')
}

export function lifetimeOf(lifetime: Lifetime, expiresAt: number | null): string {
  if (lifetime === 'always') return 'Always'
  if (lifetime === 'session') return 'Until its last tab closes'
  return `Until ${new Date(expiresAt ?? 0).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}`
}

/** The host with its port, in ASCII as URL gives it: what a person compares. */
export const hostOf = (origin: string): string => new URL(origin).host

function listOf(noun: string, names: readonly string[]): string {
  return `the ${noun}${names.length === 1 ? '' : 's'} ${inWords(names)}`
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
