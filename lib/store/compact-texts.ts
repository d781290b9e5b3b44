/** Lets go of what is kept of old texts for the history alone. */
import { mergeUpdates } from '../text/index.ts'
import type { RecordKey } from './row.ts'
import { type PackRow, startingWith, type TextRow, type WriteTransaction } from './schema.ts'
import { stateOf, textKeyOf } from './texts.ts'

/** The updates of one row of the log to a text whose value has been replaced since. */
export async function dropReplaced(
  tx: WriteTransaction,
  key: RecordKey,
  field: string,
  n: number,
  base: string,
): Promise<void> {
  const range = startingWith([...key, field, n])
  const [texts, packs] = [tx.objectStore('texts'), tx.objectStore('packs')]
  const [rows, packed] = await Promise.all([texts.getAll(range), packs.getAll(range)])
  await Promise.all([
    ...rows.filter(row => row.base === base).map(row => texts.delete(textKeyOf(row))),
    ...packed.filter(({ parts }) => parts[0]?.base === base).map(pack => packs.delete(textKeyOf(pack))),
  ])
}

/** Packs up to a row of the log. The first that stays rests on them, and begins with all of them as one update. */
export async function dropOldPacks(tx: WriteTransaction, key: RecordKey, field: string, upto: number): Promise<void> {
  const store = tx.objectStore('packs')
  const all = await store.getAll(startingWith([...key, field]))
  for (const packs of Map.groupBy(all, ({ parts }) => parts[0]?.base).values()) {
    const old = packs.filter(({ n }) => n <= upto)
    const next = packs.find(({ n }) => n > upto)
    const last = old.at(-1)
    if (!last) continue
    if (next) await store.put({ ...next, parts: [mergedInto(last, old), ...next.parts] })
    await Promise.all(old.map(pack => store.delete(textKeyOf(pack))))
  }
}

function mergedInto({ n, i }: PackRow, packs: readonly PackRow[]): TextRow {
  const parts = packs.flatMap(pack => pack.parts)
  const [first] = parts as [TextRow]
  const update = mergeUpdates(packs.map(pack => mergeUpdates(pack.parts.map(part => part.update))))
  return { ...(parts.at(-1) as TextRow), n, i, ...stateOf(parts), from: first.from ?? first.n, update }
}
