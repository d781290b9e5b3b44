/** How figures are said, in the table and in the picture. */
import { tableOf } from '../harness/scale/document.ts'
import { type Figure, limitOf, type Side } from './figures.ts'
import type { Goal, Unit } from './row.ts'

export function valueWords(value: number, unit: Unit): string {
  if (unit === 'bytes' || unit === 'per second') return `${Math.round(value).toLocaleString('en')} ${unit}`
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`
}

export function goalWords(goal: Goal, unit: Unit): string {
  const sign = 'least' in goal ? '≥' : 'most' in goal ? '≤' : '<'
  const limit = limitOf(goal)
  if (goal.of === 'ratio') return `${sign} ${limit}`
  return `${sign} ${limit.toLocaleString('en')} ${unit}${goal.of === 'difference' ? ' more' : ''}`
}

export const ratioWords = (ratio: number): string => (ratio < 0.1 ? ratio.toFixed(3) : ratio.toFixed(2))

const sideWords = (side: Side, unit: Unit, isNamed: boolean) =>
  `${valueWords(side.value, unit)}${isNamed ? `, ${side.name}` : ''}`

export function tableWords(figures: readonly Figure[]): string {
  const rows = figures.map(({ words, unit, ours, theirs, ratio, goal, met }) => [
    words,
    sideWords(ours, unit, ours.name !== 'Allod'),
    theirs ? sideWords(theirs, unit, true) : '',
    ratio === undefined ? '' : ratioWords(ratio),
    goal ? goalWords(goal, unit) : '',
    met === undefined ? '' : met ? 'met' : '**missed**',
  ])
  return tableOf(['', 'ours', 'theirs', 'ratio', 'goal', ''], rows)
}
