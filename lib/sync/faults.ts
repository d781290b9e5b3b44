/** What can go wrong with a backup, and what it is called in front of the owner. */
import { DamagedError, NewerFormatError } from '../crypto/damaged.ts'
import { UnknownEpochError } from '../crypto/seal.ts'
import type { BackupProblem } from '../protocol/backup.ts'
import { BrokerError } from '../protocol/errors.ts'
import { EndpointError } from './endpoints/endpoint.ts'

/**
 * `older`: the emergency kit knows of more than the server shows. `empty`: there is no such store. `gone`: another device
 * of the store has removed this one. The name goes along to our own pages.
 */
export type FaultKind = BackupProblem | 'older' | 'damaged' | 'empty'

export class BackupFault extends Error {
  readonly kind: FaultKind
  constructor(kind: FaultKind, detail: string) {
    super(detail)
    this.kind = kind
    this.name = `backup:${kind}`
  }
}

/** Of everything that comes up while objects are sealed, sent, fetched, opened and merged. */
export function problemOf(error: unknown): { kind: BackupProblem; detail: string } {
  const detail = error instanceof Error ? error.message : String(error)
  return { kind: kindOf(error), detail }
}

function kindOf(error: unknown): BackupProblem {
  if (error instanceof BackupFault) {
    if (error.kind === 'older' || error.kind === 'damaged') return 'lies'
    return error.kind === 'empty' ? 'reset' : error.kind
  }
  if (error instanceof EndpointError) {
    return error.problem === 'lost' || error.problem === 'tooLarge' ? 'broken' : error.problem
  }
  if (error instanceof NewerFormatError || error instanceof UnknownEpochError) return 'newer'
  if (error instanceof DamagedError) return 'lies'
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
  if (isFull || (error instanceof BrokerError && error.code === 'quota')) return 'disk'
  return 'broken'
}

/** The same for our own pages: with a name that says which of them it is. */
export function asFault(error: unknown): Error {
  if (error instanceof BackupFault) return error
  if (error instanceof DOMException && error.name === 'AbortError') return error
  if (error instanceof DamagedError) return new BackupFault('damaged', error.message)
  const { kind, detail } = problemOf(error)
  return new BackupFault(kind, detail)
}
