import { describe, expect, it, test } from 'vitest'
import { BrokerError, codes, type ErrorCode, wireError } from '../../lib/protocol/errors.ts'
import { sameJson } from '../../lib/protocol/json.ts'

describe('an error that crosses to a page', () => {
  it('carries its code, its name and its details, and no stack', () => {
    expect(wireError(new BrokerError('conflict', 'Changed.', { _rev: 'r' }))).toStrictEqual({
      name: 'ConstraintError',
      code: 'conflict',
      message: 'Changed.',
      retryable: true,
      _rev: 'r',
    })
  })

  test.each([
    new TypeError('secret at chrome-extension://x'),
    'secret',
    undefined,
    { code: 'not_permitted', message: 'secret' },
    null,
  ])('tells nothing of a fault of ours (%o)', fault => {
    expect(wireError(fault)).toStrictEqual({
      name: 'InvalidStateError',
      code: 'extension_unavailable',
      message: 'Allod could not do this. Nothing was written.',
      retryable: true,
    })
  })

  it('says when the disk is full', () => {
    expect(wireError(new DOMException('at row 7', 'QuotaExceededError'))).toMatchObject({
      name: 'QuotaExceededError',
      code: 'quota',
    })
  })

  test.each(Object.keys(codes) as ErrorCode[])('%s survives a clone whole', code => {
    const wire = wireError(new BrokerError(code, 'why', { retryAfterMs: 5 }))
    expect(structuredClone(wire)).toStrictEqual(wire)
    expect(wire.name).toBe(codes[code])
  })
})

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [{ a: [] }, { a: {} }, false],
  [[], {}, false],
  [[1, 2], [2, 1], false],
  [[1, [2, { a: null }]], [1, [2, { a: null }]], true],
  [null, {}, false],
  [null, null, true],
  ['1', 1, false],
  [{ toString: 1 }, { valueOf: 1 }, false],
])('%j and %j are the same JSON: %s', (a, b, same) => {
  expect(sameJson(a, b)).toBe(same)
  expect(sameJson(b, a)).toBe(same)
})

test('what is not there is the same as nothing else', () => {
  expect(sameJson(undefined, null)).toBe(false)
  expect(sameJson(undefined, undefined)).toBe(true)
})
