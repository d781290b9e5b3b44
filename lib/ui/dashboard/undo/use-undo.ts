import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { RecordName } from '../../../protocol/history.ts'
import type { Dashboard } from '../service.ts'
import { useWork } from '../sites/use-work.ts'
import { recordsOf } from '../words.ts'
import { type Carried, carryOut, type Range } from './carry-out.ts'
import { type Counts, type Plan, planUndo } from './plan.ts'

export interface Progress {
  doing: 'looking' | 'undoing' | 'takingBack'
  done: number
  all: number
  counts?: Counts
}

const words = {
  undoing: { done: 'undo.isUndone', stopped: 'undo.isStopped', failed: 'undo.hasFailed' },
  takingBack: { done: 'undo.isTakenBack', stopped: 'undo.backIsStopped', failed: 'undo.backHasFailed' },
} as const

/** What undoing would mean, the deed, and the way back. */
export function useUndo(dashboard: Dashboard, origin: string) {
  const [plan, setPlan] = useState<Plan>()
  const [undone, setUndone] = useState<Carried>()
  const { progress, outcome, run, stop } = useWork<Progress>()

  const look = (since: number) =>
    run(async work => {
      setPlan(undefined)
      setUndone(undefined)
      const progress = (at: Omit<Progress, 'doing'>) => work.progress({ doing: 'looking', ...at })
      setPlan(await planUndo({ dashboard, by: origin, signal: work.signal, progress }, since))
      return ''
    })
  const carry = (
    doing: 'undoing' | 'takingBack',
    by: string,
    range: Range,
    records: readonly RecordName[],
    keep: (carried: Carried) => void,
  ) =>
    run(async ({ progress, signal }) => {
      progress({ doing, done: 0, all: records.length })
      const work = { dashboard, by, signal, progress: (at: Omit<Progress, 'doing'>) => progress({ doing, ...at }) }
      const carried = await carryOut(work, range, records)
      keep(carried)
      const { end, count } = carried
      const said = { records: recordsOf(count) }
      if (typeof end === 'object') throw new Error(i18n.t(words[doing].failed, { ...said, why: end.failure }))
      return i18n.t(words[doing][end], said)
    })

  return {
    plan,
    undone,
    progress,
    outcome,
    stop,
    look,
    /** Back to the choice of a moment. */
    forget: () => {
      setPlan(undefined)
      setUndone(undefined)
    },
    undo: async ({ range, records }: Plan) => {
      const left = records.filter(({ does }) => does !== 'nothing')
      await carry('undoing', origin, range, left, carried => {
        setPlan(undefined)
        setUndone(carried)
      })
    },
    /** By the owner's hand it was undone. Once it is through, there is nothing left to take back. */
    takeBack: async ({ range, records }: Carried) => {
      if (!range) return
      await carry('takingBack', 'owner', range, records, ({ end }) => {
        if (end === 'done') setUndone(undefined)
      })
    },
  }
}
