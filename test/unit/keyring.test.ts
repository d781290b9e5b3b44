import { expect, test } from 'vitest'
import { digest, toUtf8 } from '../../lib/crypto/bytes.ts'
import { DamagedError, NewerFormatError } from '../../lib/crypto/damaged.ts'
import { makeDeviceKeys } from '../../lib/crypto/device-keys.ts'
import { openMember } from '../../lib/crypto/member.ts'
import { parseMemberName } from '../../lib/crypto/names.ts'
import { newWords, openRoot, parseWords, type Root, WordsError, wordsOf } from '../../lib/crypto/recovery.ts'
import { importEpochKey } from '../../lib/crypto/seal.ts'
import { exportVerifyKey, importVerifyKey } from '../../lib/crypto/sign.ts'
import { randomId } from '../../lib/platform/random.ts'
import type { DeviceKeys, Found, Keyring } from '../../lib/protocol/backup.ts'
import { found, join, KeyringError } from '../../lib/ui/backup/keyring.ts'

const words = wordsOf(new Uint8Array(32).fill(7))
const time = Date.UTC(2026, 0, 2)

async function deviceOf(space: string): Promise<DeviceKeys> {
  const { sign, box } = await makeDeviceKeys()
  const [signKey, boxKey] = await Promise.all([exportVerifyKey(sign.publicKey), exportVerifyKey(box.publicKey)])
  return { device: randomId(), space, sign: signKey, box: boxKey }
}

/** What a server that was given these objects shows. */
function shown({ objects }: Keyring, others = 0): Found {
  const marker = objects.find(({ name }) => name === 'f')?.bytes ?? null
  return { marker, objects: objects.filter(({ name }) => name !== 'f'), others }
}

async function twoDevices() {
  const root = await openRoot(words)
  const first = await found(root, await deviceOf('home'), 'First', time)
  const second = await join(root, shown(first), await deviceOf('elsewhere'), 'Second', time + 1)
  return { root, first, second }
}

test('the words of one store open it on another device, which takes the same space and the same keys', async () => {
  const { first, second } = await twoDevices()
  expect(second).toMatchObject({ store: first.store, space: 'home', root: first.root, epochs: first.epochs })
  expect(second.objects.slice(0, 3)).toEqual(first.objects)
})

test('each device is admitted under a number of its own, and what admits it opens with the keys of the store', async () => {
  const { root, first, second } = await twoDevices()
  const keys = new Map([[0, await importEpochKey(new Uint8Array(first.epochs[0]?.key ?? []))]])
  const verifyKey = await importVerifyKey(root.publicKey, 'f')
  const ops = await Promise.all(
    second.objects
      .filter(({ name }) => name.startsWith('home/m/'))
      .map(async ({ name, bytes }) => {
        const { admin = '', seq = 0 } = parseMemberName(name.slice(7)) ?? {}
        return openMember({ store: first.store, space: 'home', admin, seq }, verifyKey, keys, new Uint8Array(bytes))
      }),
  )
  expect(ops.map(op => op.op === 'add' && op.name)).toEqual(['First', 'Second'])
})

test('names end with the digest of what stands there', async () => {
  const { second } = await twoDevices()
  for (const { name, bytes } of second.objects.slice(1)) {
    expect(name.replace(/\.age$/, '').endsWith(await digest(new Uint8Array(bytes)))).toBe(true)
  }
})

test('other words open nothing, and say which of three reasons it is', async () => {
  const { first } = await twoDevices()
  const other = await openRoot(newWords())
  const device = await deviceOf('elsewhere')
  const joining = (there: Found, root: Root = other) => join(root, there, device, '', time)
  await expect(joining({ marker: null, objects: [], others: 0 })).rejects.toEqual(new KeyringError('empty'))
  await expect(joining({ marker: null, objects: [], others: 1 })).rejects.toEqual(new KeyringError('others'))
  await expect(joining(shown(first))).rejects.toEqual(new KeyringError('others'))
  const root = await openRoot(words)
  const locked = { ...shown(first), objects: shown(first).objects.filter(({ name }) => !name.endsWith('.age')) }
  await expect(joining(locked, root)).rejects.toEqual(new KeyringError('locked'))
})

test('a key that somebody else has put there under an honest name is refused', async () => {
  const { root, first } = await twoDevices()
  const liar = await openRoot(newWords())
  // Sealed to these words, as anybody who knows the recipient can: but not signed by them.
  const forged = await found(
    { ...liar, store: root.store, recipient: root.recipient },
    await deviceOf('home'),
    '',
    time,
  )
  const there = shown(first)
  const objects = there.objects.map(one =>
    one.name.endsWith('.age') ? (forged.objects.find(({ name }) => name.endsWith('.age')) ?? one) : one,
  )
  await expect(join(root, { ...there, objects }, await deviceOf('x'), '', time)).rejects.toThrow(DamagedError)
})

test('a marker of a later format is told from a damaged one', async () => {
  const { root, first } = await twoDevices()
  const there = shown(first)
  const later = { ...there, marker: toUtf8('{"format":"allod-store","version":2,"more":true}') }
  const device = await deviceOf('x')
  await expect(join(root, later, device, '', time)).rejects.toThrow(NewerFormatError)
  const text = new TextDecoder().decode(there.marker ?? undefined)
  const changed = { ...there, marker: toUtf8(text.replace(/signed":".{10}/, 'signed":"AAAAAAAAAA')) }
  await expect(join(root, changed, device, '', time)).rejects.toThrow(DamagedError)
})

test('words are read as people type them, and a wrong one is named', () => {
  const typed = words.map((word, i) => `${i + 1}. ${word.toUpperCase()}`).join(',\n')
  expect(parseWords(typed)).toEqual(words)
  const problem = (text: string) => {
    try {
      parseWords(text)
    } catch (error) {
      if (error instanceof WordsError) return [error.problem, error.at]
    }
    return undefined
  }
  expect(problem(words.slice(1).join(' '))).toEqual(['count', undefined])
  expect(problem(words.with(3, 'allodium').join(' '))).toEqual(['word', 3])
  expect(problem([...words.slice(1), words[0] === 'zoo' ? 'able' : 'zoo'].join(' '))).toEqual(['checksum', undefined])
})
