/** That the product's own code gives the outcome that each vector requires, in Node as in a browser. */
import { describe, expect, test } from 'vitest'
import { type Bytes, digest, fromBase64Url } from '../../lib/crypto/bytes.ts'
import { DamagedError, NewerFormatError } from '../../lib/crypto/damaged.ts'
import { readMarker } from '../../lib/crypto/marker.ts'
import { openMember } from '../../lib/crypto/member.ts'
import {
  parseHeadName,
  parseKeyName,
  parseMemberName,
  parseSegmentName,
  parseSnapshotName,
} from '../../lib/crypto/names.ts'
import { padmeLength, unpack } from '../../lib/crypto/pack.ts'
import { openRoot, parseWords, WordsError, wordsOf } from '../../lib/crypto/recovery.ts'
import { importEpochKey, UnknownEpochError } from '../../lib/crypto/seal.ts'
import { importVerifyKey } from '../../lib/crypto/sign.ts'
import type { Piece } from '../../lib/store/index.ts'
import { groupsIn } from '../../lib/sync/apply.ts'
import { readMembers } from '../../lib/sync/members.ts'
import { stageInMemory } from '../../lib/sync/stage.ts'
import { Vault } from '../../lib/sync/vault.ts'
import { join, KeyringError } from '../../lib/ui/backup/keyring.ts'
import type { MembersFile, NamesFile, ObjectFile, Outcome, PackingFile, Reader, WordsFile } from './shapes.ts'

const files = import.meta.glob<string>('./*.json', { query: '?raw', import: 'default', eager: true })
export const fileOf = <File>(name: string): File => JSON.parse(files[`./${name}.json`] ?? 'null') as File

export function bytesOf(text: string): Bytes {
  // Long ones: the product's own decoder is for keys.
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0))
}

async function vaultOf({ store, space, epochs }: Reader): Promise<Vault> {
  const keys = epochs.map(async ({ epoch, key }) => [epoch, await importEpochKey(bytesOf(key))] as const)
  return new Vault({ store, space, keys: new Map(await Promise.all(keys)) })
}

/** @returns what the object holds, as vectors tell it */
async function openVector(kind: string, reader: Reader, name: string, bytes: Bytes): Promise<unknown> {
  const vault = await vaultOf(reader)
  const [, , device = '', last = ''] = name.split('/')
  const keyOf = async (wanted: string) =>
    importVerifyKey(
      reader.devices.find(({ device }) => device === wanted)?.sign ?? (wanted === reader.admin ? reader.root : ''),
      name,
    )
  if (kind === 'marker') return readMarker(bytes)
  if (kind === 'key') return openKey(reader, name, bytes)
  if (kind === 'head') {
    const parsed = parseHeadName(device)
    return parsed && vault.openHead(parsed.device, parsed.slot, await keyOf(parsed.device), bytes)
  }
  if (kind === 'member') {
    const { admin = '', seq = 0, digest: hash } = parseMemberName(device) ?? {}
    if ((await digest(bytes)) !== hash) throw new DamagedError(name, 'its bytes are not those of its name')
    return openMember({ store: vault.store, space: vault.space, admin, seq }, await keyOf(admin), vault.keys, bytes)
  }
  const { n = 0, digest: hash = '' } = (kind === 'segment' ? parseSegmentName : parseSnapshotName)(last) ?? {}
  const i = parseSnapshotName(last)?.part ?? 0
  const piece: Piece =
    kind === 'segment'
      ? { kind, name, device, seq: n, hash }
      : kind === 'part'
        ? { kind, name, device, n, i, hash }
        : { kind: 'snapshot', name, device, n, hash }
  const stage = stageInMemory()
  await stage.put(name, bytes)
  for await (const _ of groupsIn({ vault, stage, signal: new AbortController().signal }, piece)); // each line is looked at
  if (piece.kind === 'part') return vault.openPart(device, n, i, hash, bytes)
  return piece.kind === 'segment'
    ? vault.openSegment(device, n, hash, bytes)
    : vault.openSnapshot(device, n, hash, bytes)
}

const marker = () => bytesOf(fileOf<ObjectFile>('marker').vectors.find(({ outcome }) => outcome === 'ok')?.bytes ?? '')

/** As the dashboard does it when a device joins. */
async function openKey({ words }: Reader, name: string, bytes: Bytes) {
  const there = { marker: marker(), objects: [{ name, bytes }], others: 0 }
  const keys = { device: 'new', space: 'none', sign: '', box: 'A'.repeat(43) }
  const { space, epochs } = await join(await openRoot(words.split(' ')), there, { ...keys, sign: keys.box }, '', 0)
  const [{ epoch = -1, key = new Uint8Array() } = {}] = epochs
  return {
    space,
    epoch,
    key: btoa(String.fromCharCode(...key))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .slice(0, 43),
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof DamagedError) return 'damaged'
  if (error instanceof NewerFormatError) return 'newer'
  if (error instanceof UnknownEpochError) return 'unknown epoch'
  if (error instanceof KeyringError) return 'refused'
  throw error
}

const kinds = ['marker', 'key', 'member', 'head', 'segment', 'snapshot', 'part']

/** @param loose what this engine's inflater does not notice, by its words */
export function checkVectors(loose: readonly string[] = []): void {
  describe.each(kinds)('%s', kind => {
    const { reader, vectors } = fileOf<ObjectFile>(kind)
    test.each(vectors)('$what: $outcome', async ({ name, bytes, outcome, contents }) => {
      const opened = await openVector(kind, reader, name, bytesOf(bytes)).then(
        contents => ({ outcome: 'ok' as const, contents }),
        error => ({ outcome: outcomeOf(error) }),
      )
      expect(opened).toEqual(contents === undefined ? { outcome } : { outcome, contents })
    })
  })

  describe('membership', () => {
    const { reader, sets } = fileOf<MembersFile>('members')
    test.each(sets)('$what', async ({ objects, members, refused }) => {
      const context = { vault: await vaultOf(reader), root: reader.root, admin: reader.admin }
      const all = objects.map(({ name, bytes }) => ({ name, bytes: bytesOf(bytes) }))
      for (const order of ordersOf(all)) {
        const found = await readMembers(context, order)
        const sorted = [...found.members.values()].sort((a, b) => (a.device < b.device ? -1 : 1))
        expect(sorted.map(({ by: _, ...member }) => member)).toEqual(members)
        // Refusals name the object, with its digest or without.
        const names = found.refused.map(text => refused.find(name => text.startsWith(name.slice(0, -44))))
        expect(names.sort()).toEqual(refused)
      }
    })
  })

  describe('words', () => {
    const { good, refused } = fileOf<WordsFile>('words')
    test.each(good)('$typed', async ({ typed, words, entropy, publicKey, store, admin, identity, recipient }) => {
      expect(parseWords(typed).join(' ')).toBe(words)
      expect(wordsOf(fromBase64Url(entropy) as Bytes).join(' ')).toBe(words)
      const { signKey: _, ...root } = await openRoot(words.split(' '))
      expect(root).toEqual({ publicKey, store, admin, identity, recipient })
    })
    test.each(refused)('$what', ({ typed, problem }) => {
      expect(() => parseWords(typed)).toThrow(expect.objectContaining({ constructor: WordsError, problem }))
    })
  })

  test.each(fileOf<NamesFile>('names').names)('the name $name of a $kind', ({ kind, name, parsed }) => {
    const parse = {
      head: parseHeadName,
      segment: parseSegmentName,
      snapshot: parseSnapshotName,
      member: parseMemberName,
      key: parseKeyName,
    }[kind]
    expect(parse(name)).toEqual(parsed)
  })

  const { padded, packed } = fileOf<PackingFile>('packing')
  test.each(padded)('%i bytes are padded to %i', (length, to) => {
    expect(padmeLength(length)).toBe(to)
  })
  test.each(packed.filter(({ what }) => !loose.includes(what)))('packed: $what: $outcome', async vector => {
    const opening = unpack(bytesOf(vector.bytes), 'here')
    if (vector.outcome === 'damaged') await expect(opening).rejects.toThrow(DamagedError)
    else expect(await opening).toEqual(bytesOf(vector.contents ?? ''))
  })
}

/** All orders of a few; of more each turn, forwards and backwards. */
function ordersOf<T>(all: readonly T[]): T[][] {
  if (all.length <= 3) return permutations(all)
  const turns = all.map((_, i) => [...all.slice(i), ...all.slice(0, i)])
  return turns.flatMap(turn => [turn, turn.toReversed()])
}

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]]
  return all.flatMap((first, i) => permutations(all.toSpliced(i, 1)).map(rest => [first, ...rest]))
}
