/**
 * Guesses that a record which nobody remembers is new, where those before it were: a site that chooses ids chooses new
 * ones for long stretches. Then nobody asks the database for it; it is added in such a way that a wrong guess fails, and
 * the same is done again without guessing.
 */
import type { RecordKey } from './row.ts'

/** So many in a row have to have been new. */
const enough = 4
/** After a wrong guess it takes so many more. */
const penalty = 32
/** Collections that are remembered; the one that was written to longest ago goes first. */
const most = 200

/** A record was there, or nobody can tell. */
export class GuessError extends Error {}

export class Newcomers {
  /** Space and collection → how many in a row were new. */
  readonly #runs = new Map<string, number>()

  isLikely(key: RecordKey): boolean {
    return (this.#runs.get(placeOf(key)) ?? 0) >= enough
  }

  /** What the database knew of a record that nobody remembered. */
  asked(key: RecordKey, wasThere: boolean): void {
    const place = placeOf(key)
    const run = this.#runs.get(place) ?? 0
    this.#set(place, wasThere ? Math.min(run, 0) : Math.min(run + 1, enough))
  }

  wasWrong(keys: Iterable<RecordKey>): void {
    for (const key of keys) this.#set(placeOf(key), enough - penalty)
  }

  #set(place: string, run: number): void {
    this.#runs.delete(place)
    this.#runs.set(place, run)
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= most) return
      this.#runs.delete(oldest)
    }
  }
}

const placeOf = ([space, collection]: RecordKey): string => `${space} ${collection}`
