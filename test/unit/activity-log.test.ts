import { expect, test } from 'vitest'
import type { ActivityAsk, ActivityLine, ActivitySlice } from '../../lib/protocol/activity.ts'
import { ActivityLog } from '../../lib/ui/dashboard/activity/log.ts'
import type { Dashboard } from '../../lib/ui/dashboard/service.ts'

const lineOf = (n: number): ActivityLine => ({ n, i: 0, time: n, origin: 'https://a.test', what: 'revoke' })

/** A ledger of rows 1 to `last`, read in slices of ten. */
function ledger() {
  const asked: ActivityAsk[] = []
  const state = { last: 0, isDown: false, isFound: (_n: number) => true }
  const service = {
    async activity(ask: ActivityAsk): Promise<ActivitySlice> {
      if (state.isDown) throw new Error('interrupted')
      asked.push(ask)
      const from = ask.before === null ? state.last : ask.before - 1
      const rows = Array.from({ length: Math.min(10, from) }, (_, i) => from - i)
      const oldest = rows.at(-1) ?? 1
      return { lines: rows.filter(state.isFound).map(lineOf), next: oldest > 1 ? oldest : null, seen: rows.length }
    },
  }
  const ask = (question: (service: unknown) => Promise<unknown>) => question(service)
  const log = new ActivityLog(ask as Dashboard['ask'], { origin: null, what: null, text: '' }, () => {})
  return { log, state, asked }
}

const numbers = ({ lines }: ActivityLog) => lines.map(({ n }) => n)
const downFrom = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i)

test('an empty ledger is read in one go', async () => {
  const { log } = ledger()
  await log.follow()
  expect([log.state, log.lines]).toEqual(['done', []])
})

test('the newest come first, and more as it is asked for, to the end', async () => {
  const { log, state } = ledger()
  state.last = 120
  await log.follow()
  expect(numbers(log)).toEqual(downFrom(120, 71))
  expect(log.state).toBe('more')
  await log.more()
  expect(numbers(log)).toEqual(downFrom(120, 21))
  await log.more()
  expect([numbers(log), log.state]).toEqual([downFrom(120, 1), 'done'])
})

test('what is new is put before what is known, each line once', async () => {
  const { log, state } = ledger()
  state.last = 60
  await log.follow()
  state.last = 63
  await log.follow()
  expect(numbers(log)).toEqual(downFrom(63, 11))
  await log.more()
  expect([numbers(log), log.state]).toEqual([downFrom(63, 1), 'done'])
})

test('where much is new, nothing between is left out', async () => {
  const { log, state } = ledger()
  state.last = 60
  await log.follow()
  state.last = 200
  await log.follow()
  expect(numbers(log)).toEqual(downFrom(200, 151))
  await log.more()
  expect(numbers(log)).toEqual(downFrom(200, 101))
})

test('a search reads on until it has found enough', async () => {
  const { log, state } = ledger()
  state.last = 300
  state.isFound = n => n % 100 === 0
  await log.follow()
  expect([numbers(log), log.state]).toEqual([[300, 200, 100], 'done'])
})

test('an interruption is told, and what is known stays', async () => {
  const { log, state } = ledger()
  state.last = 5
  await log.follow()
  state.isDown = true
  await log.follow()
  expect([log.problem, numbers(log)]).toEqual(['interrupted', downFrom(5, 1)])
  state.isDown = false
  await log.follow()
  expect(log.problem).toBe('')
})

test('news that comes while it reads is looked for afterwards', async () => {
  const { log, state } = ledger()
  state.last = 5
  const looking = log.follow()
  const again = log.follow()
  state.last = 6
  await Promise.all([looking, again])
  expect(numbers(log)).toEqual(downFrom(6, 1))
})
