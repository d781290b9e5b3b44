/** A limit as the owner types it: digits, in groups or not, and a point where parts of one are meant. Null: no number. */
export function capOf(typed: string, mayBePart = false): number | null {
  const plain = typed.trim().replaceAll(/(?<=\d)[,_'\s](?=\d{3}(\D|$))/g, '')
  if (!(mayBePart ? /^\d+(\.\d+)?$/ : /^\d+$/).test(plain)) return null
  const value = Number(plain)
  return value <= 1_000_000_000 ? value : null
}
