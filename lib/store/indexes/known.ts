/** Which indexes there are, read when a collection is first written to and kept as long as nobody has changed them. */
import { type Head, type IndexRow, startingWith, type Transaction } from '../schema.ts'

export class KnownIndexes {
  readonly #byCollection = new Map<string, IndexRow[]>()
  #at: number | undefined

  async of(tx: Transaction, head: Head, space: string, collection: string): Promise<IndexRow[]> {
    if (this.#at !== head.indexed) this.#byCollection.clear()
    this.#at = head.indexed
    const name = `${space} ${collection}`
    const known = this.#byCollection.get(name) ?? (await readIndexes(tx, space, collection))
    if (this.#at === head.indexed) this.#byCollection.set(name, known)
    return known
  }
}

/** Those that are kept up with what is written; whoever looks something up needs a whole one. */
export async function readIndexes(tx: Transaction, space: string, collection: string): Promise<IndexRow[]> {
  const all = await tx.objectStore('indexes').getAll(startingWith([space, collection]))
  return all.filter(({ isGoing }) => !isGoing)
}

export const isWhole = ({ after }: IndexRow): boolean => after === undefined
