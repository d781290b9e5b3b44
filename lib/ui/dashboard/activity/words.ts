/** What a site did, as the owner reads it. */
import type { ActivityKind, ActivityLine } from '../../../protocol/activity.ts'
import { countOf, momentOf, numberOf } from '../words.ts'

export const kindNames: Record<ActivityKind, string> = {
  request: 'Requests',
  decision: 'Decisions',
  read: 'Reads',
  write: 'Writes',
  refusal: 'Refusals',
  change: 'Changes of access',
  revoke: 'Revocations',
  release: 'Access given back',
  end: 'Access that ended',
}

const decisions: Record<string, string> = {
  allowed: 'You allowed it to',
  denied: 'You denied it to',
  pretended: 'You gave it an empty store, to',
  dismissed: 'You closed the window when it asked to',
  expired: 'Nobody decided when it asked to',
  aborted: 'It took its request back to',
  revoked: 'You revoked its access while it asked to',
  never: 'You said that it may never ask again',
  may_ask: 'You let it ask again',
  seen: 'You have seen what it read:',
}

const refusals: Record<string, string> = {
  not_permitted: 'not permitted',
  revoked: 'access was revoked',
  rate_limited: 'it asks too often',
  quota: 'no room',
  user_denied: 'you said no',
  dismissed: 'you closed the window',
  user_activation_required: 'it asked without a click',
  insecure_or_opaque_origin: 'its connection is not secure',
  not_top_level: 'it is a frame',
}

const endings: Record<string, string> = {
  expired: 'Its time was over',
  closed: 'Its last tab was closed',
  lapsed: 'It was not used for 90 days',
}

/** "read 12 records of documents: body, title" */
export function wordsOf(line: ActivityLine): string {
  const { what, collection = '', count = 0, outcome = '', detail = '', reason } = line
  if (what === 'request') return `asked to ${detail}${reason === undefined ? '' : ` – “${reason}”`}`
  if (what === 'decision') return [decisions[outcome] ?? outcome, detail].filter(Boolean).join(' ')
  if (what === 'read') return readWords(line)
  if (what === 'write') return `${writtenWords(line)} of ${collection}${fieldWords(line)}`
  if (what === 'refusal') {
    const where = collection && ` on ${collection}`
    return `was refused ${count === 1 ? 'once' : `${numberOf(count)} times`}${where}: ${refusals[outcome] ?? outcome}`
  }
  if (what === 'change') return `You changed what it may do with ${collection}: ${detail}`
  if (what === 'revoke') return `You revoked its access: ${detail}`
  if (what === 'release') return `gave access back: ${detail}`
  return `${endings[outcome] ?? outcome}: ${detail}`
}

function readWords(line: ActivityLine): string {
  const { collection, count = 0, detail } = line
  if (detail === 'count') return `counted records of ${collection}`
  if (detail === 'answer')
    return `was shown ${countOf(count, 'record')} of ${collection} when it wrote${fieldWords(line)}`
  const how = detail === 'watch' ? ' as they changed' : ''
  return `read ${countOf(count, 'record')} of ${collection}${how}${fieldWords(line)}`
}

function writtenWords({ created = 0, updated = 0, deleted = 0 }: ActivityLine): string {
  const parts = [
    created > 0 && `created ${countOf(created, 'record')}`,
    updated > 0 && `updated ${countOf(updated, 'record')}`,
    deleted > 0 && `deleted ${countOf(deleted, 'record')}`,
  ]
  return parts.filter(Boolean).join(', ')
}

function fieldWords({ fields, more }: ActivityLine): string {
  if (fields === undefined || fields.length === 0) return ''
  return fields === '*' ? ': all fields' : `: ${fields.join(', ')}${more ? ' and more' : ''}`
}

/** "today, 10:15", or from when to when. */
export function timeWords({ time, until }: ActivityLine): string {
  const [from, to] = [momentOf(time), until === undefined ? '' : momentOf(until)]
  return to === '' || to === from ? from : `${from} to ${to}`
}
