/** How requests for consent end, in the words of the site's answer and of the ledger, and how the disk has it. */
import type { Grant } from '../protocol/api.ts'
import { BrokerError, type ErrorCode, type WireError } from '../protocol/errors.ts'
import type { Entry, RequestRow, StoredAnswer, WriteTransaction } from '../store/index.ts'
import { inWords } from './ledger-words.ts'

const endings = {
  user_denied: 'The owner said no.',
  dismissed: 'The owner closed the window without deciding.',
  aborted: 'The request was taken back.',
  request_expired: 'Nobody decided within five minutes.',
  revoked: 'The owner has taken all access back.',
} as const satisfies Partial<Record<ErrorCode, string>>
export type Ending = keyof typeof endings

/** The same, as the ledger has it. */
const decisions: Record<Ending, string> = {
  user_denied: 'denied',
  dismissed: 'dismissed',
  aborted: 'aborted',
  request_expired: 'expired',
  revoked: 'revoked',
}

export const errorOf = (why: Ending): BrokerError => new BrokerError(why, endings[why])

export type Outcome = { value: Grant } | { error: WireError }

export const requested = ({ origin, scopes, reason }: RequestRow): Entry => ({
  origin,
  what: 'request',
  detail: inWords(scopes),
  ...(reason === '' ? {} : { reason }),
})

/** @param detail what was granted, where that is not what was asked */
export const decided = (
  { origin, scopes }: RequestRow,
  how: Ending | 'allowed' | 'pretended',
  detail = inWords(scopes),
): Entry => ({
  origin,
  what: 'decision',
  outcome: how === 'allowed' || how === 'pretended' ? how : decisions[how],
  detail,
})

/** What each of its calls is answered. */
export const answersOf = ({ calls }: RequestRow, outcome: Outcome): StoredAnswer[] =>
  calls.map(({ n, hash }) => ({ n, hash, ...outcome }))

/** In one transaction: the request goes, and its answer stays for calls that come again. */
export async function writeEnd(tx: WriteTransaction, row: RequestRow, outcome: Outcome, time: number): Promise<void> {
  await Promise.all([
    tx.objectStore('requests').delete(row.id),
    tx.objectStore('answers').put({ document: row.document, time, answers: answersOf(row, outcome) }),
  ])
}
