/** What the rounds of a row come to, and whether that is what was wanted. */
import { median } from '../harness/scale/document.ts'
import type { Taken } from './measure-rows.ts'
import type { Goal, Unit } from './row.ts'

export interface Side {
  name: string
  /** The median of the rounds. */
  value: number
  rounds: number[]
}

export interface Figure {
  id: string
  words: string
  unit: Unit
  ours: Side
  theirs?: Side
  ratio?: number
  goal?: Goal
  met?: boolean
}

export function figureOf({ row, ours, theirs }: Taken): Figure {
  const side = (name: string, rounds: number[]): Side => ({ name, value: median(rounds), rounds })
  const figure: Figure = { id: row.id, words: row.words, unit: row.unit, ours: side(row.ours, ours) }
  if (row.theirs !== undefined) {
    figure.theirs = side(row.theirs, theirs)
    figure.ratio = figure.ours.value / figure.theirs.value
  }
  if (row.goal) {
    figure.goal = row.goal
    figure.met = isMet(row.goal, valueFor(row.goal, figure))
  }
  return figure
}

/** What of the figure the goal is about. */
export function valueFor({ of }: Goal, { ours, theirs, ratio }: Figure): number {
  if (of === 'ratio') return ratio ?? Number.NaN
  return of === 'ours' ? ours.value : ours.value - (theirs?.value ?? Number.NaN)
}

function isMet(goal: Goal, value: number): boolean {
  if ('least' in goal) return value >= goal.least
  return 'most' in goal ? value <= goal.most : value < goal.below
}

export const limitOf = (goal: Goal): number => ('least' in goal ? goal.least : 'most' in goal ? goal.most : goal.below)
