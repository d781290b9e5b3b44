import { describe, expect, test } from 'vitest'
import type { HistoryAsk, HistoryEntry, HistoryView } from '../../lib/protocol/history.ts'
import { shownChangeOf } from '../../lib/ui/dashboard/history/change.ts'
import { differenceOf, folded, type Part } from '../../lib/ui/dashboard/history/difference.ts'
import { RecordHistory } from '../../lib/ui/dashboard/history/record-history.ts'
import type { Dashboard } from '../../lib/ui/dashboard/service.ts'

const textOf = (parts: readonly Part[], without: Part['what']) =>
  parts.flatMap(({ what, text }) => (what === without ? [] : [text])).join('')

describe('the difference of two texts', () => {
  test.each([
    ['The old house by the sea', 'The new house by the lake'],
    ['One two three', 'One two three four'],
    ['One two three', 'two three'],
    ['a\nb\nc 😀 d', 'a\nb\nc 😁 d'],
    ['吾輩は猫である。名前はまだ無い。', '吾輩は犬である。名前はまだ無い。'],
  ])('%j becomes %j, and can be read either way', (before, after) => {
    const parts = differenceOf(before, after) as Part[]
    expect([textOf(parts, 'new'), textOf(parts, 'gone')]).toEqual([before, after])
    expect(parts.every(({ text }) => text.isWellFormed())).toBe(true)
  })

  test('goes word by word', () => {
    expect(differenceOf('The old house', 'The new house')).toEqual([
      { what: 'same', text: 'The ' },
      { what: 'gone', text: 'old' },
      { what: 'new', text: 'new' },
      { what: 'same', text: ' house' },
    ])
  })

  test('is none where little is left, or it would take too long', () => {
    expect(differenceOf('All of this goes away', 'Nothing like it stands here now')).toBeNull()
    const words = (from: number) => Array.from({ length: 2_000 }, (_, i) => `w${from + i}`).join(' ')
    expect(differenceOf(words(0), words(5_000))).toBeNull()
  })

  test('leaves out what has stayed far from any change, and cuts no sign in two', () => {
    const long = '😀'.repeat(500)
    const parts = folded([
      { what: 'same', text: long },
      { what: 'new', text: 'x' },
      { what: 'same', text: `a${long}` },
      { what: 'gone', text: 'y' },
      { what: 'same', text: 'short' },
    ])
    expect(parts.every(({ text }) => text.isWellFormed() && text.length < 150)).toBe(true)
    expect(parts[0]?.text).toMatch(/^…😀/u)
    expect(parts[2]?.text).toMatch(/^a😀+…😀+$/u)
    expect(parts[4]?.text).toBe('short')
  })
})

test.each([
  ['a number', { before: 1, after: 2 }, { before: '1', after: '2' }],
  ['words', { before: 'one', after: 'two' }, { before: 'one', after: 'two' }],
  ['the same digits as another kind', { before: 1, after: '1' }, { before: '1', after: '"1"' }],
  ['what was not there', { after: 'x' }, { before: undefined, after: 'x' }],
  ['what is gone', { before: null }, { before: 'null', after: undefined }],
  ['a list', { before: [], after: ['a'] }, { before: '[]', after: '["a"]' }],
])('%s is shown before and after', (_name, change, shown) => {
  expect(shownChangeOf({ ...change, isCut: false })).toEqual(shown)
})

test('long texts are shown in one, and values that are too long in part', () => {
  const text = 'It was the best of times, it was the worst of times.'
  expect(shownChangeOf({ before: text, after: text.replace('worst', 'WORST'), isCut: false })).toHaveProperty('parts')
  const { after } = shownChangeOf({ after: 'x'.repeat(10_000), isCut: false }) as { after: string }
  expect(after.length).toBeLessThan(1_000)
  expect(after.endsWith('…')).toBe(true)
})

test('what two texts lack because they were cut is no difference', () => {
  const text = (word: string) => `It was the ${word} of times. ${'And so on. '.repeat(20)}`
  const change = {
    before: `${text('best').slice(0, 100)}…`,
    after: `${text('very worst').slice(0, 100)}…`,
    isCut: true,
  }
  const { parts } = shownChangeOf(change) as { parts: Part[] }
  expect(parts.filter(({ what }) => what !== 'same').map(({ text }) => text)).toEqual(['best', 'very worst'])
  expect(parts.at(-1)?.text).toMatch(/^ of times\. And so on\.[^…]*…$/)
})

const entryOf = (n: number): HistoryEntry => ({
  n,
  time: n,
  by: 'owner',
  isElsewhere: false,
  what: 'changed',
  fields: [],
})

/** A history of entries 1 to `last`, in parts of ten places of the log; every second part says nothing of it. */
function kept() {
  const asked: (number | null)[] = []
  const state = { last: 0, isDown: false, isCut: false, isOf: (_n: number) => true }
  const service = {
    async history({ before }: HistoryAsk): Promise<HistoryView> {
      if (state.isDown) throw new Error('interrupted')
      asked.push(before)
      const from = before === null ? state.last : before - 1
      const places = Array.from({ length: Math.min(10, from) }, (_, i) => from - i)
      const oldest = places.at(-1) ?? 1
      const next = oldest > 1 ? oldest : null
      return { entries: places.filter(state.isOf).map(entryOf), next, isCut: next === null && state.isCut }
    },
  }
  const ask = (question: (service: unknown) => Promise<unknown>) => question(service)
  const history = new RecordHistory(ask as Dashboard['ask'], { collection: 'notes', id: 'a' }, () => {})
  return { history, state, asked }
}
const places = ({ entries }: RecordHistory) => entries.map(({ n }) => n)
const downFrom = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i)

describe('a record’s history', () => {
  test('shows the newest part, and older ones as they are asked for', async () => {
    const { history, state } = kept()
    state.last = 25
    await history.follow()
    expect([places(history), history.state]).toEqual([downFrom(25, 16), 'more'])
    await history.more()
    await history.more()
    expect([places(history), history.state, history.isCut]).toEqual([downFrom(25, 1), 'done', false])
  })

  test('passes over parts that say nothing of the record', async () => {
    const { history, state } = kept()
    state.last = 40
    state.isOf = n => n <= 12 || n === 5
    await history.follow()
    expect([places(history), history.state]).toEqual([[12, 11], 'more'])
    state.isOf = n => n === 2
    await history.more()
    expect([places(history), history.state]).toEqual([[12, 11, 2], 'done'])
  })

  test('follows what is written, with as much as was shown', async () => {
    const { history, state } = kept()
    state.last = 25
    await history.follow()
    await history.more()
    state.last = 26
    await history.follow()
    expect(places(history)).toEqual(downFrom(26, 7))
  })

  test('asks once where another record was written', async () => {
    const { history, state, asked } = kept()
    state.last = 25
    await history.follow()
    await history.more()
    asked.length = 0
    await history.follow()
    expect(asked).toEqual([null])
    expect(places(history)).toEqual(downFrom(25, 6))
  })

  test('says at its end, and not before, that older parts are not kept', async () => {
    const { history, state } = kept()
    state.last = 15
    state.isCut = true
    await history.follow()
    expect(history.isCut).toBe(false)
    await history.more()
    expect(history.isCut).toBe(true)
  })

  test('keeps what is known when the background is away', async () => {
    const { history, state } = kept()
    state.last = 3
    await history.follow()
    state.isDown = true
    await history.follow()
    expect([history.problem, places(history)]).toEqual(['interrupted', [3, 2, 1]])
    state.isDown = false
    await history.follow()
    expect(history.problem).toBe('')
  })
})
