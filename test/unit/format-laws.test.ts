/** What has to hold of sealed objects whatever they hold, and of whatever bytes a server hands out. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bytes } from '../../lib/crypto/bytes.ts'
import { DamagedError, NewerFormatError } from '../../lib/crypto/damaged.ts'
import { readMarker } from '../../lib/crypto/marker.ts'
import {
  headName,
  keyName,
  memberPlace,
  parseHeadName,
  parseKeyName,
  parseMemberName,
  parseSegmentName,
  parseSnapshotName,
  partPlace,
  segmentPlace,
  snapshotPlace,
  withDigest,
} from '../../lib/crypto/names.ts'
import { pack, padmeLength, unpack } from '../../lib/crypto/pack.ts'
import { importEpochKey, open, type Place, seal, UnknownEpochError } from '../../lib/crypto/seal.ts'
import type { MemberOp } from '../../lib/protocol/backup-format.ts'
import { membersOf, type SignedOp } from '../../lib/sync/members.ts'
import { Vault } from '../../lib/sync/vault.ts'
import { seal as sealRaw } from '../vectors/raw.ts'

const key = new Uint8Array(32).fill(3)
const keys = new Map([[0, await importEpochKey(key)]])
const place: Place = { kind: 'l', store: 'store', name: 'space/l/device/1' }
const bytes = (most: number) => fc.uint8Array({ maxLength: most }).map(bytes => new Uint8Array(bytes))
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
const hash = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/)
const number = fc.integer({ min: 1, max: 999_999_999_999_999 })

/** The last part. */
const inFolder = (name: string) => name.slice(name.lastIndexOf('/') + 1)

/** What may come of bytes that anybody has made up: a value, or one of three errors; nothing else. */
async function isTold(reading: Promise<unknown>): Promise<void> {
  await reading.catch(error => {
    const isKnown =
      error instanceof DamagedError || error instanceof NewerFormatError || error instanceof UnknownEpochError
    if (!isKnown) throw error
  })
}

describe('packing', () => {
  test('is taken back, and padded to a size that many others have', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(3000), async plain => {
        const packed = await pack(plain)
        expect(packed.length).toBe(padmeLength(packed.length))
        expect(await unpack(packed, 'here')).toEqual(plain)
      }),
    )
  })

  test('adds at most an eighth, beyond the floor, and never takes away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 1000 }), (length, more) => {
        const padded = padmeLength(length)
        expect(padded).toBeGreaterThanOrEqual(length)
        expect(padded).toBeLessThanOrEqual(Math.max(256, length * 1.125))
        expect(padmeLength(padded)).toBe(padded)
        expect(padmeLength(length + more)).toBeGreaterThanOrEqual(padded)
      }),
    )
  })

  test('is refused where it would fill the memory', async () => {
    const packed = await pack(new Uint8Array(128 * 2 ** 20 + 1))
    expect(packed.length).toBeLessThan(2 ** 18)
    await expect(unpack(packed, 'here')).rejects.toThrow('too large')
  })

  test('of whatever bytes is a value or damaged', async () => {
    await fc.assert(fc.asyncProperty(bytes(600), plain => isTold(unpack(plain, 'here'))))
    const framed = bytes(300).map(deflated => {
      const packed = new Uint8Array(padmeLength(4 + deflated.length))
      new DataView(packed.buffer).setUint32(0, deflated.length)
      packed.set(deflated, 4)
      return packed
    })
    await fc.assert(fc.asyncProperty(framed, packed => isTold(unpack(packed, 'here'))))
  })
})

describe('sealing', () => {
  test('is opened at its own place', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(1000), async plaintext => {
        expect(await open(place, keys, await seal(place, 0, keys, plaintext))).toEqual({ epoch: 0, plaintext })
      }),
    )
  })

  test('never opens with a bit changed, wherever', async () => {
    const sealed = await seal(place, 0, keys, new Uint8Array(100).fill(7))
    const changed = fc.tuple(fc.nat(sealed.length - 1), fc.nat(7))
    await fc.assert(
      fc.asyncProperty(changed, async ([at, bit]) => {
        const copy = sealed.slice()
        copy[at] = (copy[at] as number) ^ (1 << bit)
        const opening = open(place, keys, copy)
        await isTold(opening)
        await expect(opening).rejects.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  test('never opens cut, or longer', async () => {
    const sealed = await seal(place, 0, keys, new Uint8Array(100).fill(7))
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), bytes(20), async (length, more) => {
        fc.pre(more.length > 0)
        const longer = new Uint8Array([...sealed, ...more])
        for (const bytes of [sealed.slice(0, length), longer]) {
          await expect(open(place, keys, bytes)).rejects.toThrow(DamagedError)
        }
      }),
    )
  })

  test('is another one each time', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => seal(place, 0, keys, new Uint8Array(5))))
    expect(first?.subarray(12, 44)).not.toEqual(second?.subarray(12, 44))
  })

  test('of whatever bytes is a value or told', async () => {
    const begun = fc.tuple(bytes(400), fc.boolean()).map(([made, isOurs]) => {
      if (isOurs) made.set(new TextEncoder().encode('allod\u0001l\0').subarray(0, made.length))
      return made
    })
    await fc.assert(fc.asyncProperty(begun, made => isTold(open(place, keys, made))))
  })
})

describe('names', () => {
  test('tell what they were made of', () => {
    fc.assert(
      fc.property(id, id, hash, number, fc.nat(999_999_999), (space, who, digest, n, small) => {
        const named = (place: string) => inFolder(withDigest(place, digest))
        expect(parseHeadName(inFolder(headName(space, who, small % 2)))).toEqual({ device: who, slot: small % 2 })
        expect(parseSegmentName(named(segmentPlace(space, who, n)))).toEqual({ n, digest })
        expect(parseSnapshotName(named(snapshotPlace(space, who, n)))).toEqual({ n, part: null, digest })
        expect(parseSnapshotName(named(partPlace(space, who, n, small)))).toEqual({ n, part: small, digest })
        expect(parseMemberName(named(memberPlace(space, who, n)))).toEqual({ admin: who, seq: n, digest })
        expect(parseKeyName(inFolder(keyName(space, small, who, digest)))).toEqual({ epoch: small, admin: who, digest })
      }),
    )
  })

  test('of whatever text are null or something', () => {
    const parsers = [parseHeadName, parseSegmentName, parseMemberName, parseSnapshotName, parseKeyName]
    fc.assert(fc.property(fc.string(), name => void parsers.map(parse => parse(name))))
  })
})

describe('membership', () => {
  const device = fc.constantFrom('a', 'b', 'c', 'd', 'root')
  const text = fc.constantFrom('x', 'y')
  const time = fc.nat(2)
  const op: fc.Arbitrary<MemberOp> = fc.oneof(
    fc.record({ op: fc.constant('add' as const), device, name: text, sign: text, box: text, time }),
    fc.record({ op: fc.constant('remove' as const), device, seq: fc.nat(2), hash: text, time }),
  )
  const admin = fc.constantFrom('root', 'a', 'b', 'c', 'd')
  const ops: fc.Arbitrary<SignedOp[]> = fc.array(fc.record({ admin, seq: fc.nat(2), op }), { maxLength: 12 })
  const sorted = (ops: readonly SignedOp[]) =>
    [...membersOf(ops).values()].sort((a, b) => (a.device < b.device ? -1 : 1))

  test('is one in every order of operations, and once more changes nothing', () => {
    const orders = ops.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(orders, ([all, other]) => {
        expect(sorted(other)).toEqual(sorted(all))
        expect(sorted([...all, ...other])).toEqual(sorted(all))
      }),
      { numRuns: 2000 },
    )
  })

  test('gives a device that the words have added the key that they have signed, whatever devices say', () => {
    fc.assert(
      fc.property(ops, all => {
        const byRoot = all.filter(({ admin }) => admin === 'root')
        const own = membersOf(byRoot)
        const members = membersOf(all)
        for (const [device, member] of own) expect(members.get(device)).toEqual(member)
      }),
    )
  })
})

describe('contents', () => {
  const vault = new Vault({ store: 'store', space: 'space', keys })
  const json = fc.oneof(fc.json(), fc.string(), fc.constant('{"__proto__":1}'), fc.constant('['.repeat(100_000)))

  test('whatever stands in a segment or a snapshot is read or damaged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          json.map(text => new TextEncoder().encode(`${text}\n`)),
          bytes(100),
        ),
        async plaintext => {
          for (const kind of ['l', 's'] as const) {
            const at = { kind, store: 'store', name: `space/${kind}/device/1` }
            const sealed: Bytes = new Uint8Array(sealRaw(at, 0, Buffer.from(key), plaintext))
            const digest = Buffer.from(await crypto.subtle.digest('SHA-256', sealed)).toString('base64url')
            if (kind === 'l') await isTold(vault.openSegment('device', 1, digest, sealed))
            else await isTold(vault.openSnapshot('device', 1, digest, sealed))
          }
        },
      ),
    )
  })

  test('whatever stands in the place of a marker is none', async () => {
    const texts = fc.oneof(
      json,
      fc
        .record({ format: fc.constant('allod-store'), version: fc.integer(), signed: fc.string() })
        .map(file => JSON.stringify(file)),
    )
    await fc.assert(fc.asyncProperty(texts, text => isTold(readMarker(new TextEncoder().encode(text)))))
    await fc.assert(fc.asyncProperty(bytes(200), made => isTold(readMarker(made))))
  })
})
