import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { copy } from '../../lib/page/copy.ts'

const copied = (value: unknown) => copy(value, 'record', { bytes: 0 })
const refused = (message: RegExp) =>
  expect.objectContaining({ name: 'DataError', code: 'invalid_record', message: expect.stringMatching(message) })

describe('a copy', () => {
  it('runs every getter once, and keeps what it gave', () => {
    let runs = 0
    const record = {
      get title() {
        runs++
        return runs === 1 ? 'shown' : 'swapped'
      },
      list: [
        {
          get inner() {
            runs++
            return 'x'
          },
        },
      ],
    }
    expect(copied(record)).toEqual({ title: 'shown', list: [{ inner: 'x' }] })
    expect(runs).toBe(2)
  })

  it('of a Proxy asks it once for each thing', () => {
    const asked: string[] = []
    const proxy = new Proxy(
      { a: 1, b: { c: 2 } },
      {
        get(target, name, receiver) {
          asked.push(String(name))
          return Reflect.get(target, name, receiver)
        },
      },
    )
    expect(copied(proxy)).toEqual({ a: 1, b: { c: 2 } })
    expect(asked).toEqual(['a', 'b'])
  })

  it('of a Proxy of an array holds plain values', () => {
    const seen = copied(new Proxy([1, [2]], {})) as unknown[]
    expect(seen).toEqual([1, [2]])
    expect(structuredClone(seen)).toEqual([1, [2]])
  })

  it('never calls toJSON', () => {
    expect(() => copied({ a: 1, toJSON: () => ({ a: 2 }) })).toThrow(refused(/^record\.toJSON: function/))
  })

  it('carries __proto__ and its like as names', () => {
    const text = '{"__proto__": {"polluted": 1}, "a": {"__proto__": 2}, "constructor": 3}'
    const seen = copied(JSON.parse(text)) as object
    expect(JSON.stringify(seen)).toBe(JSON.stringify(JSON.parse(text)))
    expect(Object.getPrototypeOf(seen)).toBe(Object.prototype)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('of bytes is a copy of the bytes', () => {
    const bytes = Uint8Array.from([1, 2, 3, 4]).subarray(1, 3)
    const size = { bytes: 0 }
    const seen = copy(bytes, 'update', size) as Uint8Array
    bytes[0] = 9
    expect([...seen]).toEqual([2, 3])
    expect(seen.buffer).not.toBe(bytes.buffer)
    expect(size.bytes).toBeGreaterThanOrEqual(2)
  })

  it('takes objects without a prototype, and of another realm', () => {
    expect(copied(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 })
    expect(copied(Object.create(Object.create(null), { a: { value: 1, enumerable: true } }))).toEqual({ a: 1 })
  })

  it('leaves hidden properties and what is inherited behind', () => {
    expect(copied(Object.defineProperty({ a: 1 }, 'b', { value: 2, enumerable: false }))).toEqual({ a: 1 })
  })

  it('of JSON is the same JSON, can be cloned, and shares nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), value => {
        const given = { value }
        const seen = copied(given) as { value: unknown }
        expect(JSON.stringify(seen)).toBe(JSON.stringify(given))
        expect(JSON.stringify(structuredClone(seen))).toBe(JSON.stringify(given))
        if (typeof value === 'object' && value !== null) expect(seen.value).not.toBe(value)
      }),
    )
  })
})

describe('what no message can carry is refused, and the place is named', () => {
  test.each<[string, unknown, RegExp]>([
    ['a function', { a: { b: () => 1 } }, /^record\.a\.b: function/],
    ['a class', { a: class {} }, /^record\.a: function/],
    ['a symbol', { a: [Symbol('s')] }, /^record\.a\[0\]: symbol/],
    ['undefined', { a: undefined }, /^record\.a: undefined/],
    ['a bigint', { a: 1n }, /^record\.a: bigint/],
    ['a Date', { a: new Date(0) }, /^record\.a: this object/],
    ['a Map', { a: new Map([[1, 2]]) }, /^record\.a: this object/],
    ['a Set', { a: new Set() }, /^record\.a: this object/],
    ['a RegExp', { a: /x/ }, /^record\.a: this object/],
    ['an Error', { a: new Error('x') }, /^record\.a: this object/],
    ['a Promise', { a: Promise.resolve() }, /^record\.a: this object/],
    ['a Blob', { a: new Blob() }, /^record\.a: this object/],
    ['an ArrayBuffer', { a: new ArrayBuffer(2) }, /^record\.a: this object/],
    ['an instance', { a: new (class A {})() }, /^record\.a: this object/],
    ['a symbol key', { a: { [Symbol('s')]: 1 } }, /^record\.a: symbol keys/],
    ['a hole', { a: Object.assign([], { length: 2, 1: 'x' }) }, /^record\.a\[0\]: .*holes/],
  ])('%s', (_name, value, message) => {
    expect(() => copied(value)).toThrow(refused(message))
  })

  it('what has no end', () => {
    const endless: { self?: unknown } = {}
    endless.self = [endless]
    expect(() => copied(endless)).toThrow(refused(/too deep/))
  })

  it('and what a getter throws goes to the page that wrote it', () => {
    const record = {
      get a() {
        throw new RangeError('theirs')
      },
    }
    expect(() => copied(record)).toThrow(RangeError)
  })
})

test('the size grows with strings, names, bytes and every value', () => {
  const sizeOf = (value: unknown) => {
    const size = { bytes: 0 }
    copy(value, '', size)
    return size.bytes
  }
  expect(sizeOf('x'.repeat(1000))).toBeGreaterThanOrEqual(1000)
  expect(sizeOf({ ['k'.repeat(1000)]: 1 })).toBeGreaterThanOrEqual(1000)
  expect(sizeOf(new Uint8Array(1000))).toBeGreaterThanOrEqual(1000)
  expect(sizeOf(Array(1000).fill(0))).toBeGreaterThanOrEqual(8000)
})
