import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64url, fromBase64url, randomId } from '../../lib/platform/random.ts'

test('bytes of any length are written as RFC 4648 has it, and read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
      expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      expect(fromBase64url(base64url(bytes))).toEqual(bytes)
    }),
  )
})

// Tried without `used += 16`: all ids were the same.
test('no id is given twice, and each has 128 bits', () => {
  const ids = Array.from({ length: 1_000 }, randomId)
  expect(new Set(ids).size).toBe(1_000)
  for (const id of ids) expect(fromBase64url(id)).toHaveLength(16)
  expect(ids.some(id => /^A{10}/.test(id))).toBe(false) // what has been used is blanked
})
