/** What the owner reads. Computed from scopes and grants, never from a site's own words. */
import type { Lifetime, Scope, Verb } from '../protocol/api.ts'
import { maxCount } from '../protocol/sharing.ts'

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
export function reachOf({ records, fields }: Scope, picked = 0): string {
  const which = { all: 'All records', own: 'Only records that it made itself', picked: pickedWords(picked) }[records]
  return fields === '*' ? `${which}, with all their fields` : `${which}, only ${listOf('field', fields)}`
}

/** "Only 2 records that you picked" */
const pickedWords = (picked: number): string =>
  picked === 0 ? 'Only records that you pick' : `Only ${countWords(picked)} that you picked`

/** "read and update documents, read contacts" */
export function sentenceOf(scopes: readonly Scope[]): string {
  return scopes.map(({ collection, access }) => `${inWords(access)} ${collection}`).join(', ')
}

/** "read documents (2 records, the field title), update contacts": what is left of the scopes after the owner's choice. */
export function offerOf(offers: readonly { scope: Scope; picked: number }[]): string {
  return offers
    .map(({ scope, picked }) => {
      const { records, fields } = scope
      const limits = [
        records === 'own' && 'its own records',
        records === 'picked' && countWords(picked),
        fields !== '*' && listOf('field', fields),
      ].filter(Boolean)
      return limits.length === 0 ? sentenceOf([scope]) : `${sentenceOf([scope])} (only ${limits.join(', ')})`
    })
    .join(', ')
}

const countWords = (count: number): string => (count === 1 ? 'one record' : `${count.toLocaleString()} records`)

/** "It holds 12 records today." */
export function countOf(count: number): string {
  if (count === 0) return 'It is empty today.'
  if (count >= maxCount) return `It holds ${maxCount.toLocaleString()} records or more today.`
  return `It holds ${countWords(count)} today.`
}

/** Whether a verb of this scope is granted wholly already. */
export function hasAlready(before: readonly Scope[], scope: Scope, verb: Verb): boolean {
  return before.some(
    ({ collection, access, fields, records }) =>
      collection === scope.collection &&
      access.includes(verb) &&
      (records === 'all' || (scope.records === 'own' && records === 'own')) &&
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
