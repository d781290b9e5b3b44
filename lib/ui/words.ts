/** What the owner reads. Computed from scopes and grants, never from a site's own words. */
import { i18n } from '#i18n'
import type { Lifetime, Records, Scope, Verb } from '../protocol/api.ts'
import { maxCount } from '../protocol/sharing.ts'

const verbWords = {
  read: 'words.read',
  create: 'words.create',
  update: 'words.update',
  delete: 'words.delete',
} as const
const inSentence = {
  read: 'words.reading',
  create: 'words.creating',
  update: 'words.updating',
  delete: 'words.deleting',
} as const
const verbHints = {
  read: 'words.readHint',
  create: 'words.createHint',
  update: 'words.updateHint',
  delete: 'words.deleteHint',
} as const

export const verbWord = (verb: Verb): string => i18n.t(verbWords[verb])
export const verbHint = (verb: Verb): string => i18n.t(verbHints[verb])

/** "Read documents": the name of a tick-box, by what it grants. */
export const tickName = (verb: Verb, { collection }: Scope): string =>
  i18n.t('words.tick', { verb: verbWord(verb), collection })

/** "Only its own records, only the fields email and name" */
export function reachOf({ records, fields }: Scope, picked = 0): string {
  const which = { records: recordsInWords(records, picked) }
  if (fields === '*') return i18n.t('words.withAllFields', which)
  return i18n.t('words.withSomeFields', { ...which, fields: fieldsInWords(fields) })
}

/** "read and update documents, read contacts" */
export function sentenceOf(scopes: readonly Scope[]): string {
  return scopes
    .map(({ collection, access }) => i18n.t('words.access', { verbs: verbsInWords(access), collection }))
    .join(', ')
}

/** "read documents (only 2 records, the field title), update contacts": what is left after the owner's choice. */
export function offerOf(offers: readonly { scope: Scope; picked: number }[]): string {
  return offers
    .map(({ scope, picked }) => {
      const { access, collection, records, fields } = scope
      const limits = [
        records === 'own' && i18n.t('words.itsOwn'),
        records === 'picked' && countWords(picked),
        fields !== '*' && fieldsInWords(fields),
      ].filter(limit => limit !== false)
      if (limits.length === 0) return sentenceOf([scope])
      return i18n.t('words.limitedAccess', { verbs: verbsInWords(access), collection, limits: limits.join(', ') })
    })
    .join(', ')
}

/** "It holds 12 records today." */
export function countOf(count: number): string {
  if (count === 0) return i18n.t('words.isEmpty')
  if (count >= maxCount) return i18n.t('words.holdsMore', { count: maxCount.toLocaleString() })
  return i18n.t('words.holds', count, { count: count.toLocaleString() })
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
    fresh.length > 0 && i18n.t('words.isNew', { what: sentenceOf(fresh) }),
    old.length > 0 && i18n.t('words.allowedAlready', { what: sentenceOf(old) }),
  ]
  return sentences.filter(Boolean).join(' ')
}

export function lifetimeOf(lifetime: Lifetime, expiresAt: number | null): string {
  if (lifetime === 'always') return i18n.t('words.always')
  if (lifetime === 'session') return i18n.t('words.session')
  const date = new Date(expiresAt ?? 0).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
  return i18n.t('words.until', { date })
}

/** The host with its port, in ASCII as URL gives it: what a person compares. */
export const hostOf = (origin: string): string => new URL(origin).host

function recordsInWords(records: Records, picked: number): string {
  if (records === 'all') return i18n.t('words.allRecords')
  if (records === 'own') return i18n.t('words.ownRecords')
  if (picked === 0) return i18n.t('words.toBePicked')
  return i18n.t('words.pickedRecords', picked, { count: picked.toLocaleString() })
}

const countWords = (count: number): string => i18n.t('words.records', count, { count: count.toLocaleString() })
const fieldsInWords = (fields: readonly string[]): string =>
  i18n.t('words.fields', fields.length, { fields: listOf(fields) })
const verbsInWords = (verbs: readonly Verb[]): string => listOf(verbs.map(verb => i18n.t(inSentence[verb])))

/** "a, b and c" */
function listOf(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return i18n.t('words.and', { some: words.slice(0, -1).join(', '), last: words.at(-1) ?? '' })
}
