import { expect, test } from 'vitest'
import { digest, toUtf8 } from '../../lib/crypto/bytes.ts'
import { randomId } from '../../lib/platform/random.ts'
import type { SeenHead } from '../../lib/sync/heads.ts'
import { checkKitCode, isOlderThanKit, kitCodeOf } from '../../lib/sync/kit.ts'
import { newChain } from '../../lib/sync/own-chain.ts'

const device = randomId()
const now = await digest(toUtf8('now'))
const before = await digest(toUtf8('before'))
const code = kitCodeOf({ ...newChain(device), counter: 7, slots: [before, now] }) as string

function shows(counter: number, hash = now, name = device): Map<string, SeenHead> {
  const head = { counter, seq: 1, hash: '', snapshot: null, seen: {}, time: 0 }
  return new Map([[name, { head, digest: hash }]])
}

test('a kit takes what it has seen, and whatever is newer', () => {
  expect(isOlderThanKit(code, shows(7))).toBeNull()
  expect(isOlderThanKit(code, shows(8, before))).toBeNull()
  expect(isOlderThanKit('', shows(1))).toBeNull()
})

test('a kit is typed as people type', () => {
  const typed = ` ${code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replace('-', ' - ')} `
  // The number between is a number.
  expect(isOlderThanKit(typed, shows(7))).toBeNull()
})

test('a kit refuses an older state, another one, and a server that hides its device', () => {
  expect(isOlderThanKit(code, shows(6))).toContain('state 6')
  expect(isOlderThanKit(code, shows(7, before))).toContain('another state')
  expect(isOlderThanKit(code, shows(7, now, randomId()))).toContain('does not show the device')
  expect(() => checkKitCode(code.slice(1))).toThrow('eight letters')
  expect(() => checkKitCode('')).not.toThrow()
})

test('before the first head there is nothing to promise', () => {
  expect(kitCodeOf(newChain(device))).toBeNull()
})
