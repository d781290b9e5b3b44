/**
 * The middle half's mean: as little moved by a few slow ones as the median, and finer than the tenth of a millisecond to
 * which a page's clock is rounded.
 */
export function middleOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  const half = sorted.slice(Math.floor(times.length / 4), Math.ceil((times.length * 3) / 4))
  return half.reduce((sum, time) => sum + time, 0) / half.length
}
