import { describe, expect, test, vi } from 'vitest'
import { type UndoAsk, type UndoPlan, type UndoTouchedAsk, undoneAtOnce } from '../../lib/protocol/history.ts'
import type { Dashboard } from '../../lib/ui/dashboard/service.ts'
import { carryOut } from '../../lib/ui/dashboard/undo/carry-out.ts'
import { type Looking, parts, planUndo } from '../../lib/ui/dashboard/undo/plan.ts'
import { sinceOf } from '../../lib/ui/dashboard/undo/since.ts'
import { countsInWords, fateOf } from '../../lib/ui/dashboard/undo/words.ts'

const now = new Date(2026, 4, 20, 15, 30)
test.each([
  ['hour', '', new Date(2026, 4, 20, 14, 30)],
  ['today', '', new Date(2026, 4, 20)],
  ['week', '', new Date(now.getTime() - 7 * 86_400_000)],
  ['all', '', new Date(0)],
  ['moment', '2026-05-01T08:15', new Date(2026, 4, 1, 8, 15)],
] as const)('%s (%j) begins at %s', (choice, typed, moment) => {
  expect(sinceOf(choice, typed, now)).toBe(moment.getTime())
})

test('a moment that nobody chose is none', () => {
  expect(sinceOf('moment', '', now)).toBeNull()
})

test('what would happen is said in words', () => {
  expect(countsInWords({ delete: 1, restore: 0, change: 1_234, nothing: 2 })).toEqual([
    '1 record will be deleted.',
    '1,234 records will be changed back.',
    '2 records will not be touched, because others changed them since.',
  ])
  expect(fateOf({ does: 'change', isKept: true })).toBe('will be changed back, but for what others have changed')
  expect(fateOf({ does: 'nothing', isKept: true })).toBe('stays as others have changed it')
})

const site = 'https://a.test'

/** A log in which the site wrote to record `r${n}` at each place n; undone records are marked. */
function engine(last: number, of: (n: number) => Partial<UndoPlan> = () => ({})) {
  const undone = new Set<string>()
  const state = { last, asked: [] as string[], failing: 0, losing: 0, isDown: false }
  const service = {
    async undoStart() {
      return { from: 0, upto: state.last, oldest: null }
    },
    async undoTouched({ after }: UndoTouchedAsk) {
      const upto = Math.min(after + 500, last)
      const records = Array.from({ length: upto - after }, (_, i) => ({ collection: 'notes', id: `r${after + i}` }))
      // Some come again.
      return { records: [...records, { collection: 'notes', id: 'r0' }], next: upto < last ? upto : null }
    },
    async undoPlan({ records }: UndoAsk): Promise<UndoPlan[]> {
      if (records.length > undoneAtOnce) throw new Error('too many')
      return records.map(({ collection, id }) => ({
        collection,
        id,
        title: id,
        does: 'delete',
        fields: [],
        kept: [],
        ...of(Number(id.slice(1))),
      }))
    },
    async undo({ records, by }: UndoAsk) {
      if (state.isDown || state.failing-- > 0) throw new Error('interrupted')
      state.asked.push(`${by} ${records.length}`)
      const fresh = records.filter(({ id }) => !undone.has(id))
      for (const { id } of fresh) undone.add(id)
      if (fresh.length > 0) state.last++
      if (state.losing-- > 0) throw new Error('interrupted')
      return fresh.length
    },
  }
  const ask = (question: (service: unknown) => Promise<unknown>) => question(service)
  const dashboard = { ask: ask as Dashboard['ask'] }
  const controller = new AbortController()
  return { work: { dashboard, by: site, signal: controller.signal }, state, undone, controller }
}

describe('the plan', () => {
  test('names each record once, with what becomes of it, and tells how far it is', async () => {
    const { work } = engine(1_200, n => {
      if (n % 4 === 0) return { does: 'nothing' }
      if (n % 4 === 1) return { does: 'nothing', kept: ['title'] }
      return n % 4 === 2 ? { does: 'change', kept: ['title'] } : {}
    })
    const seen: Looking[] = []
    const plan = await planUndo({ ...work, progress: looking => seen.push(looking) }, 0)
    expect(plan.counts).toEqual({ delete: 300, restore: 0, change: 300, nothing: 300 })
    expect(plan.others).toBe(300)
    expect(plan.records).toHaveLength(900)
    expect(new Set(plan.records.map(({ id }) => id)).size).toBe(900)
    expect(plan.records[0]).toEqual({ collection: 'notes', id: 'r1', does: 'nothing', isKept: true })
    expect(seen.map(({ done, all }) => [done, all])).toEqual([
      [0, 1_200],
      [500, 1_200],
      [1_000, 1_200],
    ])
  })

  test('ends where it is told', async () => {
    const { work, controller } = engine(1_200)
    const looked = planUndo({ ...work, progress: ({ done }) => done > 0 && controller.abort() }, 0)
    await expect(looked).rejects.toThrow('abort')
  })
})

test('parts are as large as one commit may be', () => {
  expect(parts([])).toEqual([])
  const names = Array.from({ length: 2 * undoneAtOnce + 1 }, (_, i) => i)
  expect(parts(names).map(({ length }) => length)).toEqual([undoneAtOnce, undoneAtOnce, 1])
  expect(parts(names).flat()).toEqual(names)
})

describe('carrying it out', () => {
  const range = { from: 0, upto: 450 }
  const records = Array.from({ length: 450 }, (_, i) => ({ collection: 'notes', id: `r${i}` }))

  test('goes part by part, and knows where it stands in the log', async () => {
    const { work, state } = engine(450)
    const carried = await carryOut({ ...work, progress: () => {} }, range, records)
    expect(carried).toEqual({ count: 450, records, range: { from: 450, upto: 453 }, end: 'done' })
    expect(state.asked).toEqual([`${site} 200`, `${site} 200`, `${site} 50`])
  })

  test('stops between two parts, and what went can be taken back', async () => {
    const { work, controller } = engine(450)
    const progress = ({ done }: { done: number }) => done === 200 && controller.abort()
    const carried = await carryOut({ ...work, progress }, range, records)
    expect(carried).toMatchObject({ count: 200, range: { from: 450, upto: 451 }, end: 'stopped' })
    expect(carried.records).toEqual(records.slice(0, 200))
  })

  test('asks again when the background died, and counts what it had done', async () => {
    const { work, state } = engine(450)
    state.failing = 1
    state.losing = 2
    vi.useFakeTimers()
    const carrying = carryOut({ ...work, progress: () => {} }, range, records)
    await vi.runAllTimersAsync()
    vi.useRealTimers()
    expect(await carrying).toMatchObject({ count: 450, end: 'done' })
  })

  test('says so when nobody answers, and keeps what was done until then', async () => {
    const { work, state } = engine(450)
    vi.useFakeTimers()
    const progress = ({ done }: { done: number }) => {
      state.isDown = done === 200
    }
    const carrying = carryOut({ ...work, progress }, range, records)
    await vi.runAllTimersAsync()
    vi.useRealTimers()
    const carried = await carrying
    expect(carried).toMatchObject({ count: 200, end: { failure: 'interrupted' }, range: { from: 450, upto: 451 } })
    expect(carried.records).toHaveLength(400) // the part that nobody answered for may have been undone
  })
})
