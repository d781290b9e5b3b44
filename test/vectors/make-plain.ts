/** What needs no key: words, names, sizes and packing. */
import { deflateRawSync } from 'node:zlib'
import { identityToRecipient } from 'age-encryption'
import { digestOf, padme, wrapped } from './raw.ts'
import type { NamesFile, PackingFile, WordsFile } from './shapes.ts'
import { wordsOf } from './world.ts'

export async function words(): Promise<WordsFile> {
  const entropies = [0, 1, 0x7f, 0x80, 0xff].map(byte => new Uint8Array(32).fill(byte))
  entropies.push(Uint8Array.from({ length: 32 }, (_, i) => i * 7))
  const good = await Promise.all(
    entropies.map(async (entropy, i) => {
      const { signKey: _, ...of } = wordsOf(entropy)
      const numbered = of.words
        .split(' ')
        .map((word, i) => `${i + 1}. ${word.toUpperCase()}`)
        .join(',\n')
      return {
        ...of,
        typed: i % 2 === 0 ? of.words : numbered,
        entropy: Buffer.from(entropy).toString('base64url'),
        recipient: await identityToRecipient(of.identity),
      }
    }),
  )
  const all = (good[1] as (typeof good)[0]).words.split(' ')
  return {
    good,
    refused: [
      { what: 'nothing', typed: '', problem: 'count' },
      { what: 'one too few', typed: all.slice(1).join(' '), problem: 'count' },
      { what: 'one too many', typed: [...all, 'zoo'].join(' '), problem: 'count' },
      { what: 'a word that is none', typed: all.with(3, 'allodium').join(' '), problem: 'word' },
      { what: 'two that have changed places', typed: [all[1], all[0], ...all.slice(2)].join(' '), problem: 'checksum' },
      { what: 'another last one', typed: all.with(23, 'zoo').join(' '), problem: 'checksum' },
    ],
  }
}

export function names(): NamesFile {
  const hash = digestOf(Buffer.from('name'))
  const device = 'K0j2-_aZ09K0j2-_aZ09AA'
  type Kind = NamesFile['names'][number]['kind']
  const good: [Kind, string, object][] = [
    ['head', `${device}.0`, { device, slot: 0 }],
    ['head', 'a.1', { device: 'a', slot: 1 }],
    ['head', `${'x'.repeat(64)}.1`, { device: 'x'.repeat(64), slot: 1 }],
    ['segment', `1-${hash}`, { n: 1, digest: hash }],
    ['segment', `999999999999999-${hash}`, { n: 999_999_999_999_999, digest: hash }],
    ['snapshot', `3-${hash}`, { n: 3, part: null, digest: hash }],
    ['snapshot', `3.0-${hash}`, { n: 3, part: 0, digest: hash }],
    ['snapshot', `3.12-${hash}`, { n: 3, part: 12, digest: hash }],
    ['member', `${device}-1-${hash}`, { admin: device, seq: 1, digest: hash }],
    ['member', `a-b-2-${hash}`, { admin: 'a-b', seq: 2, digest: hash }],
    ['key', `0-${device}-${hash}.age`, { epoch: 0, admin: device, digest: hash }],
    ['key', `4294967295-${device}-${hash}.age`, { epoch: 4_294_967_295, admin: device, digest: hash }],
  ]
  const bad: [Kind, string][] = [
    ['head', device],
    ['head', `${device}.2`],
    ['head', `${device}.00`],
    ['head', '.0'],
    ['head', `${'x'.repeat(65)}.0`],
    ['head', `${device}.0.tmp`],
    ['head', 'ä.0'],
    ['head', 'a/b.0'],
    ['head', `${device}.0\n`],
    ['segment', `01-${hash}`],
    ['segment', `-${hash}`],
    ['segment', `1-${hash.slice(1)}`],
    ['segment', `1-${hash}=`],
    ['segment', `1000000000000000-${hash}`],
    ['segment', `1-${hash}.part`],
    ['snapshot', `0-${hash}`],
    ['snapshot', `3.00-${hash}`],
    ['snapshot', `3.-${hash}`],
    ['snapshot', `3.1.1-${hash}`],
    ['member', `${device}-${hash}`],
    ['member', `${device}-01-${hash}`],
    ['key', `0-${device}-${hash}`],
    ['key', `00-${device}-${hash}.age`],
    ['key', `0-${device}-${hash}.age.age`],
  ]
  return {
    names: [
      ...good.map(([kind, name, parsed]) => ({ kind, name, parsed })),
      ...bad.map(([kind, name]) => ({ kind, name, parsed: null })),
    ],
  }
}

export function packing(): PackingFile {
  const edges = [256, 264, 272, 288, 496, 512, 528, 1008, 1024, 2048, 4096, 65_536, 1_048_576, 16_777_216, 134_217_728]
  const lengths = [0, 1, 4, ...edges.flatMap(edge => [edge - 1, edge, edge + 1])]
  const text = (length: number) => Buffer.alloc(length, 'The quick brown fox jumps over the lazy dog. ')
  /** Stored, so that the length is known to the byte: five more than what is packed. */
  const stored = (length: number) => deflateRawSync(text(length - 5), { level: 0 })
  const ok = (what: string, packed: Buffer, contents: Buffer) => ({
    what,
    bytes: packed.toString('base64url'),
    outcome: 'ok' as const,
    contents: contents.toString('base64url'),
  })
  const bad = (what: string, packed: Buffer) => ({
    what,
    bytes: packed.toString('base64url'),
    outcome: 'damaged' as const,
  })
  const deflated = deflateRawSync(text(300), { level: 9 })
  const whole = wrapped(deflated)
  const dirty = (at: number, bytes = whole) => {
    const copy = Buffer.from(bytes)
    copy[at] = 1
    return copy
  }
  const sizes = [251, 252, 253, 259, 260, 261, 283, 284, 285, 507, 508, 509]
  return {
    padded: [...new Set(lengths)].sort((a, b) => a - b).map(length => [length, padme(length)]),
    packed: [
      ok('nothing', wrapped(deflateRawSync(Buffer.alloc(0))), Buffer.alloc(0)),
      ok('a text', whole, text(300)),
      ok('a text that is only stored', wrapped(deflateRawSync(text(300), { level: 0 })), text(300)),
      ok('a text in blocks of its own codes', wrapped(deflateRawSync(text(300), { strategy: 4 })), text(300)),
      ...sizes.map(length => ok(`${length} bytes, deflated`, wrapped(stored(length)), text(length - 5))),
      bad('no bytes at all', Buffer.alloc(0)),
      bad('less than a length', Buffer.alloc(3)),
      bad('a length, and no padding', wrapped(deflated).subarray(0, 4 + deflated.length)),
      bad('a length of nothing', Buffer.alloc(256)),
      bad('a length beyond its end', wrapped(deflated, 253)),
      bad('the largest length', wrapped(deflated, 0xffff_ffff)),
      bad('one byte too few', wrapped(deflated, deflated.length - 1)),
      bad('padding that begins with one', dirty(4 + deflated.length)),
      bad('padding that ends with one', dirty(255)),
      bad('one byte of padding too few', whole.subarray(0, 255)),
      bad('one byte of padding too many', Buffer.concat([whole, Buffer.of(0)])),
      bad('padded to the size after the right one', Buffer.concat([whole, Buffer.alloc(8)])),
      bad('cut off within', wrapped(deflated.subarray(0, deflated.length - 2))),
      bad('no deflated bytes', wrapped(Buffer.from('ffffffff', 'hex'))),
      bad('a zlib header before it', wrapped(Buffer.concat([Buffer.from('789c', 'hex'), deflated]))),
      bad('more after the end of what is deflated', wrapped(Buffer.concat([deflated, Buffer.from('more')]))),
    ],
  }
}
