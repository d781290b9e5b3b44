import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ActivityLine } from '../../lib/protocol/activity.ts'
import { csvCell, csvHead, csvLine } from '../../lib/ui/dashboard/activity/csv.ts'

/** RFC 4180, read strictly. */
function parse(csv: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < csv.length) {
    let cell = ''
    if (csv[at] === '"') {
      for (at++; ; at++) {
        if (at >= csv.length) throw new Error('a quoted cell has no end')
        if (csv[at] !== '"') cell += csv[at]
        else if (csv[at + 1] === '"') cell += csv[++at]
        else break
      }
      at++
    } else {
      while (at < csv.length && !',"\r\n'.includes(csv[at] as string)) cell += csv[at++]
    }
    row.push(cell)
    if (csv[at] === ',') {
      at++
      continue
    }
    if (csv.slice(at, at + 2) !== '\r\n') throw new Error(`what stands at ${at}?`)
    at += 2
    rows.push(row)
    row = []
  }
  return rows
}

test.each([
  ['=HYPERLINK("http://evil.test","x")', `"'=HYPERLINK(""http://evil.test"",""x"")"`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\t=1', `'\t=1`],
  ['\r=1', `"'\r=1"`],
  ['a=1', 'a=1'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['a"b', '"a""b"'],
  ['a\nb', '"a\nb"'],
])('%j becomes %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})

test('numbers of our own stay numbers', () => {
  expect([csvCell(0), csvCell(-1), csvCell(12), csvCell(undefined)]).toEqual(['0', '-1', '12', ''])
})

const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', "'", ',', 'a') }),
)

test('whatever is written, no cell begins a formula, and all of it can be read again', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), values => {
      const [row] = parse(`${values.map(csvCell).join(',')}\r\n`)
      expect(row).toHaveLength(values.length)
      for (const [i, value] of values.entries()) {
        expect(row?.[i]).not.toMatch(/^[=+\-@\t\r]/)
        expect([value, `'${value}`]).toContain(row?.[i])
      }
    }),
  )
})

test('every line has as many cells as the head, and only numbers stand bare', () => {
  const line = fc.record<ActivityLine>({
    n: fc.nat(),
    i: fc.nat(),
    time: fc.nat(),
    origin: hostile,
    what: fc.constant('read'),
    collection: hostile,
    count: fc.nat(),
    fields: fc.array(hostile, { maxLength: 3 }),
    detail: hostile,
    outcome: hostile,
    reason: hostile,
  })
  const [head] = parse(csvHead)
  fc.assert(
    fc.property(line, line => {
      const [cells] = parse(csvLine(line))
      expect(cells).toHaveLength(head?.length ?? 0)
      expect((cells ?? []).filter(cell => /^[=+\-@\t\r]/.test(cell))).toEqual([])
      expect(cells?.[head?.indexOf('count') ?? -1]).toBe(String(line.count))
    }),
  )
})
