/** What can go wrong with a backup, and what it is called in front of the owner. */
import { DamagedError, NewerFormatError } from '../crypto/damaged.ts'
import { UnknownEpochError } from '../crypto/seal.ts'
import type { BackupProblem } from '../protocol/backup.ts'
import { BackupError, type BackupFailure } from '../protocol/backup-error.ts'
import { BrokerError } from '../protocol/errors.ts'
import { EndpointError } from './endpoints/endpoint.ts'

export class BackupFault extends BackupError {
  readonly kind: BackupFailure
  constructor(kind: BackupFailure, detail: string) {
    super(kind, detail)
    this.kind = kind
  }
}

/** Of everything that comes up while objects are sealed, sent, fetched, opened and merged. */
export function problemOf(error: unknown): { kind: BackupProblem; detail: string } {
  const detail = error instanceof Error ? error.message : String(error)
  return { kind: kindOf(error), detail }
}

function kindOf(error: unknown): BackupProblem {
  if (error instanceof BackupFault) return problems[error.kind] ?? (error.kind as BackupProblem)
  if (error instanceof EndpointError) {
    return error.problem === 'lost' || error.problem === 'tooLarge' ? 'broken' : error.problem
  }
  if (error instanceof NewerFormatError || error instanceof UnknownEpochError) return 'newer'
  if (error instanceof DamagedError) return 'lies'
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
  if (isFull || (error instanceof BrokerError && error.code === 'quota')) return 'disk'
  return 'broken'
}

/** What becomes of failures of the owner's own deeds, where they come up while the backup runs by itself. */
const problems: Partial<Record<BackupFailure, BackupProblem>> = {
  older: 'lies',
  damaged: 'lies',
  empty: 'reset',
  others: 'reset',
  taken: 'broken',
  kitCode: 'broken',
  tooLarge: 'broken',
  stopped: 'broken',
}

/** The same for our own pages: with a name that says which of them it is. */
export function asFault(error: unknown): Error {
  if (error instanceof BackupFault) return error
  if (error instanceof DOMException && error.name === 'AbortError') return new BackupFault('stopped', error.message)
  if (error instanceof DamagedError) return new BackupFault('damaged', error.message)
  if (error instanceof EndpointError && error.problem === 'tooLarge') return new BackupFault('tooLarge', error.message)
  const { kind, detail } = problemOf(error)
  return new BackupFault(kind, detail)
}
