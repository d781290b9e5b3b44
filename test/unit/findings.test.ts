/** Faults that were found by reading and by trying; each of these failed once. */
import { describe, expect, test } from 'vitest'
import { Document } from '../../lib/broker/document.ts'
import { base64url, fromBase64url } from '../../lib/platform/random.ts'
import { fieldName } from '../../lib/protocol/scope.ts'
import { inspectUpdate, Text } from '../../lib/text/index.ts'
import { updateOf } from './updates.ts'

const hello = updateOf([{ client: 1, structs: [{ text: 'hello' }] }])

describe('an update is refused', () => {
  test.each<[string, Uint8Array]>([
    [
      'when two parts of it wait for each other',
      updateOf([
        { client: 6, structs: [{ origin: [5, 0], text: 'b' }] },
        { client: 5, structs: [{ origin: [6, 0], text: 'a' }] },
      ]),
    ],
    ['when a part stands after itself', updateOf([{ client: 5, structs: [{ origin: [5, 0], text: 'a' }] }])],
    [
      'when a part stands after a later one of its own',
      updateOf([{ client: 5, structs: [{ origin: [5, 3], text: 'a' }, { text: 'bcdef' }] }]),
    ],
    [
      'when a part stands before a later one of its own',
      updateOf([{ client: 5, structs: [{ right: [5, 3], text: 'a' }, { text: 'bcdef' }] }]),
    ],
    [
      'when a client comes twice in it, in two parts',
      updateOf([
        { client: 5, structs: [{ text: 'abc' }] },
        { client: 5, clock: 3, structs: [{ text: 'def' }] },
      ]),
    ],
    [
      'when a client comes twice in it, with two contents',
      updateOf([
        { client: 5, structs: [{ text: 'abc' }] },
        { client: 5, structs: [{ text: 'xyz' }] },
      ]),
    ],
    ['when a part is empty', updateOf([{ client: 5, structs: [{ deleted: 0 }, { text: 'abc' }] }])],
    [
      'when characters are none',
      updateOf([{ client: 5, structs: [{ text: '' }, { text: '' }, { text: '' }, { origin: [5, 0], text: 'abc' }] }]),
    ],
  ])('%s', (_name, update) => {
    expect(inspectUpdate(update, new Text('body', [hello])).ok).toBe(false)
  })
})

test('two sites that compare two places in the log each do not learn that they share a visitor', () => {
  const documentOf = (origin: string) => new Document({ origin, documentId: 'd', tab: 1 }, 'secret', async () => [])
  const places = [1, 2].map(seed => base64url(Uint8Array.from({ length: 16 }, (_, i) => (seed * 89 + i * 31) % 256)))
  const difference = (origin: string) => {
    const [a, b] = places.map(at => fromBase64url(documentOf(origin).mask(at) ?? '') as Uint8Array)
    return a?.map((byte, i) => byte ^ (b?.[i] ?? 0))
  }
  expect(difference('https://a.test')).not.toEqual(difference('https://b.test'))
})

test('two puts of a long text that edit its beginning and its end do not double it', () => {
  const long = 'word '.repeat(500)
  const text = new Text('body', [hello])
  text.apply(text.replace(`start ${long}end`, 8))
  const [one, two] = [text.replace(`Start ${long}end.`, 9), text.replace(`The start ${long}end!`, 10)]
  for (const update of [one, two]) text.apply(update)
  expect(text.toString().length).toBeLessThan(long.length * 1.5)
})

test.each(['title\u202e', 'title\nand nothing else', 'title\u200b', ''])(
  '%j is no field name to show the owner',
  name => {
    expect(fieldName.safeParse(name).success).toBe(false)
  },
)
