import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { clientIdOf, seedUpdate, Text } from '../../lib/text/index.ts'

const place = '["space","documents","a","body","000000000001"]'
const seeded = (value: string, at = place) =>
  new Text('body', [seedUpdate('body', value, at) ?? new Uint8Array([0, 0])])

describe('a string that becomes a text', () => {
  it('is the same text wherever it does, byte for byte', () => {
    const string = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(string, string, (value, where) => {
        expect(seedUpdate('body', value, where)).toEqual(seedUpdate('body', value, where))
        expect(seeded(value, where).toString()).toBe(value)
      }),
    )
  })

  it('stays one when two devices do it at once', () => {
    const text = seeded('hello')
    text.apply(seedUpdate('body', 'hello', place) as Uint8Array)
    expect(text.toString()).toBe('hello')
  })

  it('has another client in each place', () => {
    const places = [place, place.replace('"a"', '"b"'), place.replace('body', 'title'), place.replace('1"', '2"')]
    expect(new Set(places.map(clientIdOf)).size).toBe(places.length)
    for (const where of places) {
      expect(Number.isInteger(clientIdOf(where)) && clientIdOf(where) >= 0 && clientIdOf(where) < 2 ** 32).toBe(true)
    }
  })

  it('needs no seed where it is empty', () => {
    expect(seedUpdate('body', '', place)).toBeUndefined()
  })

  it('is the same for ever: this is what stands in stores already', () => {
    expect(clientIdOf('place')).toBe(3520914350)
    expect(Buffer.from(seedUpdate('body', 'hi', 'place') as Uint8Array).toString('hex')).toBe(
      '0101aec7f38e0d00040104626f647902686900',
    )
  })
})

test('a text keeps what its field is called: the root of another field stays out of it', () => {
  const other = seedUpdate('title', 'x', place) as Uint8Array
  expect(new Text('body', [other]).toString()).toBe('')
})
