/** What a site did, as the owner reads it. */
import { i18n } from '#i18n'
import type { ActivityKind, ActivityLine } from '../../../protocol/activity.ts'
import { numberOf } from '../words.ts'

export const kindNames = {
  request: 'activity.requests',
  decision: 'activity.decisions',
  read: 'activity.reads',
  write: 'activity.writes',
  refusal: 'activity.refusals',
  change: 'activity.changes',
  revoke: 'activity.revocations',
  release: 'activity.releases',
  end: 'activity.ends',
} as const satisfies Record<ActivityKind, string>

const decisions = {
  allowed: 'activity.allowed',
  denied: 'activity.denied',
  pretended: 'activity.pretended',
  dismissed: 'activity.dismissed',
  expired: 'activity.undecided',
  aborted: 'activity.tookBack',
  revoked: 'activity.revokedMeanwhile',
  seen: 'activity.seen',
} as const

/** Those that speak of nothing but the site. */
const plainDecisions = { never: 'activity.never', may_ask: 'activity.mayAsk' } as const

const refusals = {
  not_permitted: 'activity.notPermitted',
  revoked: 'activity.wasRevoked',
  rate_limited: 'activity.tooOften',
  quota: 'activity.noRoom',
  user_denied: 'activity.saidNo',
  dismissed: 'activity.closedWindow',
  user_activation_required: 'activity.noClick',
  insecure_or_opaque_origin: 'activity.notSecure',
  not_top_level: 'activity.isFrame',
} as const

const endings = {
  expired: 'activity.timeWasOver',
  closed: 'activity.tabWasClosed',
  lapsed: 'activity.notUsed',
} as const

/** "read 12 records of documents: body, title" */
export function wordsOf(line: ActivityLine): string {
  const { what: kind, collection = '', outcome = '', detail: what = '', reason } = line
  if (kind === 'request') {
    return reason === undefined ? i18n.t('activity.asked', { what }) : i18n.t('activity.askedWhy', { what, reason })
  }
  if (kind === 'decision') return decisionWords(outcome, what)
  if (kind === 'read') return readWords(line)
  if (kind === 'write') return withFields(i18n.t('activity.wrote', { verbs: writtenWords(line), collection }), line)
  if (kind === 'refusal') return refusalWords(line)
  if (kind === 'change') return i18n.t('activity.changed', { collection, what })
  if (kind === 'revoke') {
    return i18n.t(outcome === 'elsewhere' ? 'activity.revokedElsewhere' : 'activity.revoked', { what })
  }
  if (kind === 'release') return i18n.t('activity.gaveBack', { what })
  const key = keyIn(endings, outcome)
  return key ? i18n.t(key, { what }) : `${outcome}: ${what}`
}

function decisionWords(outcome: string, what: string): string {
  const plain = keyIn(plainDecisions, outcome)
  if (plain) return i18n.t(plain)
  const key = keyIn(decisions, outcome)
  return key ? i18n.t(key, { what }) : [outcome, what].filter(Boolean).join(' ')
}

function refusalWords({ collection, count = 0, outcome = '' }: ActivityLine): string {
  const key = keyIn(refusals, outcome)
  const said = { count: numberOf(count), why: key ? i18n.t(key) : outcome }
  return collection
    ? i18n.t('activity.refusedOn', count, { ...said, collection })
    : i18n.t('activity.refused', count, said)
}

function readWords(line: ActivityLine): string {
  const { collection = '', count = 0, detail } = line
  if (detail === 'count') return i18n.t('activity.counted', { collection })
  const said = { count: numberOf(count), collection }
  if (detail === 'answer') return withFields(i18n.t('activity.shown', count, said), line)
  return withFields(i18n.t(detail === 'watch' ? 'activity.watched' : 'activity.read', count, said), line)
}

function writtenWords({ created = 0, updated = 0, deleted = 0 }: ActivityLine): string {
  const parts = [
    created > 0 && i18n.t('activity.created', created, { count: numberOf(created) }),
    updated > 0 && i18n.t('activity.updated', updated, { count: numberOf(updated) }),
    deleted > 0 && i18n.t('activity.deleted', deleted, { count: numberOf(deleted) }),
  ]
  return parts.filter(Boolean).join(', ')
}

function withFields(what: string, { fields, more }: ActivityLine): string {
  if (fields === undefined || fields.length === 0) return what
  if (fields === '*') return i18n.t('activity.allFields', { what })
  return i18n.t(more ? 'activity.moreFields' : 'activity.someFields', { what, fields: fields.join(', ') })
}

/** Undefined for an outcome that has no words: it is shown as it is. */
const keyIn = <K extends string>(keys: Readonly<Record<string, K>>, outcome: string): K | undefined => keys[outcome]
