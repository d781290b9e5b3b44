/** Why something that the owner has asked of the backup was not done. */
import type { BackupProblem } from './backup.ts'

/**
 * `empty`: there is no backup at that place. `others`: what is there belongs to other words. `taken`: this store is there
 * already. `damaged`: an object is not what it should be. `older`: the server shows less than the kit's code promises.
 * `kitCode`: what was typed is no kit's code. `tooLarge`: the server takes no object of this size. `stopped`: the owner has ended it.
 */
export type BackupFailure =
  | BackupProblem
  | 'empty'
  | 'others'
  | 'taken'
  | 'damaged'
  | 'older'
  | 'kitCode'
  | 'tooLarge'
  | 'stopped'

const prefix = 'Backup:'

/** An error's name and message are all that Comlink brings over: the kind travels in the name, the detail in the message. */
export class BackupError extends Error {
  constructor(failure: BackupFailure, detail: string) {
    super(detail)
    this.name = prefix + failure
  }
}

/** Null: it is some other error. */
export function failureOf(error: unknown): string | null {
  const name = error instanceof Error ? error.name : ''
  return name.startsWith(prefix) ? name.slice(prefix.length) : null
}
