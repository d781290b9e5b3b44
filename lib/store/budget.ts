/** What one transaction may still add to the disk. Pure but for its state. */
import { diskIsFull } from '../protocol/errors.ts'
import type { Author, Op } from './commit.ts'
import type { Row } from './row.ts'

const MiB = 2 ** 20
/** Kept free of whatever grows the store: with it, deleting, revoking, deciding and tidying up go on. */
export const reserve = 64 * MiB
/** The last of it is the owner's: a site's deletions, which are written down as well, end here. */
const lastOfAll = 16 * MiB
/**
 * A record is written as it was and as it is; what was done stands in the log, and once more in the answer. A database
 * may hold each of them twice for a while. Each row costs something, too.
 */
const perByte = 4
const perOp = 4096

export class Budget {
  readonly #left: number
  /** Bytes, generously counted; 0 where there is so much that nobody counts. */
  spent = 0
  hasGrown = false
  /** What would have had to be free for a commit that was refused; 0 where none was. */
  missed = 0

  /** @param left bytes; infinite: nobody counts */
  constructor(left: number) {
    this.#left = left
  }

  /**
   * Takes the room for one commit, before anything of it is done.
   * @param rowOf the records as they stand
   * @throws quota
   */
  take(author: Author, ops: readonly Op[], rowOf: (op: Op) => Row | undefined): void {
    const isOwner = 'owner' in author
    const grows = ops.some(op => growsBy(op, rowOf, isOwner))
    if (this.#left !== Number.POSITIVE_INFINITY) {
      const cost = ops.reduce((sum, op) => sum + costOf(op, rowOf(op)), 0)
      const left = this.#left - this.spent - cost
      if (left < reserve && grows) {
        this.missed = Math.max(this.missed, this.spent + cost + reserve)
        throw diskIsFull()
      }
      if (left < lastOfAll && !isOwner) throw diskIsFull()
      this.spent += cost
    }
    this.hasGrown ||= grows
  }
}

/** Whether it adds to what the store holds. To take a deletion back adds nothing: the fields are still there. */
function growsBy(op: Op, rowOf: (op: Op) => Row | undefined, isOwner: boolean): boolean {
  if (op.text || Object.keys(op.set ?? {}).length > 0) return true
  if (op.alive !== true) return false
  const row = rowOf(op)
  return !row?.alive.value && !(isOwner && row)
}

function costOf({ set, text }: Op, row: Row | undefined): number {
  const updates = Object.values(text ?? {}).reduce((sum, { update }) => sum + update.byteLength, 0)
  const written = updates + lengthOf(set) + (set || !text ? lengthOf(row?.fields) : 0)
  return perOp + perByte * written
}

/** JSON's length stands for bytes. */
const lengthOf = (value: object | undefined): number => (value ? JSON.stringify(value).length : 0)
