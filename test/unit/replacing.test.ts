import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Doc, encodeStateAsUpdate } from 'yjs'
import { Text } from '../../lib/text/index.ts'

/** Characters that share half of a surrogate pair, and others that combine. */
const tricky = fc.constantFrom(
  'a',
  'b',
  ' ',
  '\n',
  '😀',
  '😁',
  '🐀',
  '👩‍👩‍👧',
  'é',
  'e\u0301',
  '𐐷',
  '\u{1f3fd}',
  '\u0000',
  '\ufffd',
)
const string = fc.oneof(
  fc.array(tricky, { maxLength: 20 }).map(parts => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)

function textOf(value: string): Text {
  const doc = new Doc()
  doc.clientID = 7
  doc.getText('body').insert(0, value)
  return new Text('body', [encodeStateAsUpdate(doc)])
}

describe('replacing a text', () => {
  it('makes it read what is wanted, and leaves it alone until the update is applied', () => {
    fc.assert(
      fc.property(string, string, (from, to) => {
        const text = textOf(from)
        const update = text.replace(to, 8)
        expect(text.toString()).toBe(from)
        text.apply(update)
        expect(text.toString()).toBe(to)
      }),
      { numRuns: 1000 },
    )
  })

  it('of all characters that share a half makes none of them a replacement character', () => {
    const pairs = ['😀', '😁', '🐀', '🀀', '\u{1f600}\u{1f601}', '\u{10400}']
    for (const from of pairs) {
      for (const to of pairs) {
        for (const [before, after] of [
          ['', ''],
          ['x', ''],
          ['', 'x'],
          ['😀', '😁'],
        ]) {
          const text = textOf(`${before}${from}${after}`)
          text.apply(text.replace(`${before}${to}${after}`, 8))
          expect(text.toString()).toBe(`${before}${to}${after}`)
        }
      }
    }
  })

  it('twice, by turns, goes on from where it was', () => {
    fc.assert(
      fc.property(fc.array(string, { minLength: 1, maxLength: 6 }), values => {
        const text = new Text('body')
        for (const [i, value] of values.entries()) text.apply(text.replace(value, 8 + i))
        expect(text.toString()).toBe(values.at(-1))
        expect(new Text('body', [text.state()]).toString()).toBe(values.at(-1))
      }),
    )
  })

  it('on two devices at once ends the same on both, whichever comes first', () => {
    fc.assert(
      fc.property(string, string, string, (from, a, b) => {
        const [here, there] = [textOf(from), textOf(from)]
        const [mine, theirs] = [here.replace(a, 8), there.replace(b, 9)]
        for (const update of [mine, theirs, mine]) here.apply(update)
        for (const update of [theirs, mine, theirs]) there.apply(update)
        expect(here.toString()).toBe(there.toString())
        expect(here.toString().isWellFormed()).toBe(true)
      }),
    )
  })

  it('keeps what was written elsewhere meanwhile', () => {
    const text = textOf('The quick fox')
    const [ours, theirs] = [text.replace('The quick brown fox', 8), text.replace('See: The quick fox!', 9)]
    text.apply(theirs)
    text.apply(ours)
    expect(text.toString()).toBe('See: The quick brown fox!')
  })
})

describe('a text too long to be compared character by character', () => {
  const long = (unit: string) => unit.repeat(5000)

  test.each([
    [`start ${long('a')} end`, `start ${long('b')} end`],
    [long('a'), long('b')],
    [`😀${long('a')}😀`, `😁${long('b')}😁`],
    [`x😀${long('a')}🐀x`, `x😁${long('b')}🀀x`],
    [long('😀'), long('😁')],
    [long('a'), `${long('b')}${long('b')}`],
    ['', long('a')],
    [long('a'), ''],
  ])('is replaced in its middle (%#)', (from, to) => {
    const text = textOf(from)
    text.apply(text.replace(to, 8))
    expect(text.toString() === to).toBe(true)
  })

  it('keeps its beginning and its end, so that edits there survive', () => {
    const text = textOf(`start ${long('a')} end`)
    const ours = text.replace(`start ${long('b')} end`, 8)
    text.apply(text.replace(`The start ${long('a')} end`, 9))
    text.apply(text.replace(`The start ${long('a')} end.`, 10))
    text.apply(ours)
    expect(text.toString() === `The start ${long('b')} end.`).toBe(true)
  })
})

test('what was formatted is replaced like any other', () => {
  const doc = new Doc()
  doc.clientID = 7
  const root = doc.getText('body')
  root.insert(0, 'plain bold plain')
  root.format(6, 4, { bold: true })
  const text = new Text('body', [encodeStateAsUpdate(doc)])
  text.apply(text.replace('plain BOLD! plain', 8))
  expect(text.toString()).toBe('plain BOLD! plain')
})
