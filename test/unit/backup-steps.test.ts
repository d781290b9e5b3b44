import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newWords, openRoot, wordsOf } from '../../lib/crypto/recovery.ts'
import type { EndpointConfig, ProbeReport } from '../../lib/protocol/backup.ts'
import { endpointPattern, endpointSchema } from '../../lib/protocol/backup.ts'
import { pickPlaces, wrongPlaces } from '../../lib/ui/dashboard/backup/asked.ts'
import { inGroups, isRootOf, kitOf } from '../../lib/ui/dashboard/backup/kit.ts'
import { draftOf, emptyDraft, parseServer, shownOf } from '../../lib/ui/dashboard/backup/server.ts'
import { after, beginning, type Ceremony, countOf, type Deed, type Path } from '../../lib/ui/dashboard/backup/steps.ts'
import { readTyped } from '../../lib/ui/dashboard/backup/typed-words.ts'
import { backupOff } from '../harness/fake-backup.ts'

const words = wordsOf(new Uint8Array(32).fill(7))
const endpoint: EndpointConfig = { kind: 'webdav', url: 'https://dav.example/a', user: 'ada', password: 'secret' }
const report: ProbeReport = {
  works: true,
  createsOnce: false,
  replacesOnce: false,
  etags: null,
  tellsChanges: true,
  takes: 1,
}
const next: Deed = { do: 'next', words, places: [1, 2, 3] }
const run = (path: Path, deeds: Deed[], words: readonly string[] = []) => deeds.reduce(after, beginning(path, words))

test('a backup with new words: server, words, check, device, kit', () => {
  const tried = { endpoint, report }
  const seen = [...Array(5).keys()].map(n => run('fresh', [{ do: 'try', tried }, ...Array<Deed>(n).fill(next)]))
  expect(seen.map(({ step }) => step)).toEqual(['server', 'words', 'check', 'device', 'kit'])
  expect(seen.map(countOf)[4]).toEqual({ step: 5, all: 5 })
  expect(seen[2]).toMatchObject({ words, places: [1, 2, 3] })
  expect(after(seen[4] as Ceremony, { do: 'back' }).step).toBe('kit') // the backup has begun
})

test('a server that does not work leads nowhere, and a tried one that is changed neither', () => {
  expect(run('fresh', [next]).step).toBe('server')
  const broken = { endpoint, report: { ...report, works: false } }
  expect(run('fresh', [{ do: 'try', tried: broken }, next]).step).toBe('server')
  expect(run('fresh', [{ do: 'try', tried: { endpoint, report } }, { do: 'try', tried: null }, next]).step).toBe(
    'server',
  )
})

test('going back and on again shows the same words and asks for others of them', () => {
  const begun = run('fresh', [{ do: 'try', tried: { endpoint, report } }, next, next])
  const again = [{ do: 'back' }, { do: 'back' }, { ...next, words: newWords() }].reduce(
    (ceremony, deed) => after(ceremony, deed as Deed),
    begun,
  )
  expect(again).toMatchObject({ step: 'words', words })
  expect(after(again, { ...next, places: [4, 5, 6] })).toMatchObject({ step: 'check', places: [4, 5, 6] })
})

test('words that the owner has are typed instead, or others are made', () => {
  const typing = run('known', [{ do: 'try', tried: { endpoint, report } }, next])
  expect(typing).toMatchObject({ step: 'type', words: [] })
  expect(after(typing, next).step).toBe('type')
  expect(after(typing, { do: 'know', words })).toMatchObject({ step: 'device', words })
  expect(after(typing, { do: 'renew', words })).toMatchObject({ path: 'fresh', step: 'words', words })
})

test('whatever is done in whatever order: no device without a server that works and words, and no way back from the kit', () => {
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    fc.boolean().map((works): Deed => ({ do: 'try', tried: { endpoint, report: { ...report, works } } })),
    fc.constantFrom<Deed>(
      { do: 'try', tried: null },
      next,
      { do: 'back' },
      { do: 'know', words },
      { do: 'renew', words },
    ),
  )
  fc.assert(
    fc.property(fc.constantFrom<Path>('fresh', 'known'), fc.array(deed, { maxLength: 30 }), (path, deeds) => {
      let ceremony: Ceremony = beginning(path)
      for (const deed of deeds) {
        const before = ceremony
        ceremony = after(ceremony, deed)
        if (before.step === 'kit') expect(ceremony.step).toBe('kit')
        if (ceremony.step === 'device') expect(ceremony).toMatchObject({ tried: { report: { works: true } }, words })
        if (ceremony.step === 'check') expect(ceremony.places).toHaveLength(3)
      }
    }),
  )
})

test('three different places are asked, in their order, and each can be', () => {
  const numbers = fc.array(fc.nat(), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(numbers, numbers => {
      const left = [...numbers]
      const places = pickPlaces(24, below => (left.shift() ?? 0) % below)
      expect(new Set(places).size).toBe(3)
      expect(places).toEqual([...places].sort((a, b) => a - b))
      for (const place of places) expect(place >= 0 && place < 24).toBe(true)
    }),
  )
  expect(pickPlaces(24, below => below - 1)).toEqual([21, 22, 23])
})

test('what was typed otherwise is named by its place; capitals and spaces do not count', () => {
  const places = [0, 5, 23]
  const right = places.map(place => words[place] as string)
  expect(wrongPlaces(words, places, right)).toEqual([])
  expect(wrongPlaces(words, places, [` ${right[0]?.toUpperCase()}  `, right[1] ?? '', 'zebra'])).toEqual([23])
  expect(wrongPlaces(words, places, ['', `${right[1]} ${right[1]}`])).toEqual(places)
})

test('typed words: unknown ones are named while typing, but not the one that is just being typed', () => {
  expect(readTyped('abandon ablity abo', false)).toMatchObject({ count: 3, unknown: [{ number: 2, word: 'ablity' }] })
  expect(readTyped('abandon ablity abo ', false).unknown).toHaveLength(2)
  expect(readTyped('abandon ablity abo', true).unknown).toHaveLength(2)
  expect(readTyped('', true)).toMatchObject({ count: 0, words: null, problem: 'count' })
  const numbered = words.map((word, i) => `${i + 1}. ${word.toUpperCase()}`).join(',\n')
  expect(readTyped(numbered, true)).toEqual({ count: 24, unknown: [], words, problem: null })
  const swapped = words.with(0, words[1] === 'zoo' ? 'zone' : 'zoo').join(' ')
  expect(readTyped(swapped, true)).toMatchObject({ words: null, problem: 'checksum' })
})

test('a server’s fields: what is wrong is said at the field', () => {
  expect(parseServer({ ...emptyDraft, url: 'dav.example/a ' })).toMatchObject({
    endpoint: { url: 'https://dav.example/a' },
  })
  const wrong = (url: string) => parseServer({ ...emptyDraft, url })
  expect(wrong('')).toEqual({ wrong: { url: 'backup.wrongUrl' } })
  expect(wrong('ftp://a.example')).toEqual({ wrong: { url: 'backup.wrongUrl' } })
  expect(wrong('http://dav.example/a')).toEqual({ wrong: { url: 'backup.wrongHttp' } })
  expect(wrong('https://ada:secret@dav.example/a')).toEqual({ wrong: { url: 'backup.wrongSecretInUrl' } })
  expect(wrong('http://127.0.0.1:8080/a')).toMatchObject({ endpoint: { url: 'http://127.0.0.1:8080/a' } })
  const s3 = { ...emptyDraft, kind: 's3' as const, url: 'https://s3.example', accessKey: ' K ', secretKey: 'S' }
  expect(parseServer({ ...s3, bucket: '-', region: '', prefix: 'a b' })).toEqual({
    wrong: { bucket: 'backup.wrongBucket', region: 'backup.wrongRegion', prefix: 'backup.wrongPrefix' },
  })
  expect(parseServer({ ...s3, bucket: 'mine', prefix: '/a/b/' })).toMatchObject({
    endpoint: { prefix: 'a/b', accessKey: 'K' },
  })
  expect(parseServer({ ...emptyDraft, url: 'https://a.example', user: 'x'.repeat(2000) })).toEqual({
    wrong: { user: 'backup.wrongLong' },
  })
})

test('a password is taken as it is, and what a server shows of itself does not hold it', () => {
  expect(parseServer({ ...emptyDraft, url: 'https://a.example', password: ' a b ' })).toMatchObject({
    endpoint: { password: ' a b ' },
  })
  expect(draftOf({ kind: 'webdav', url: 'https://a.example', user: 'ada' })).toMatchObject({
    user: 'ada',
    password: '',
  })
})

test('whatever a server is taken for, the browser is asked for its host alone', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: false }), fc.nat({ max: 65_535 }), (address, port) => {
      const url = new URL(address)
      url.port = String(port)
      const parsed = endpointSchema.safeParse({ kind: 'webdav', url: url.href, user: '', password: '' })
      if (!parsed.success) return
      expect(endpointPattern(parsed.data.url)).toBe(`${url.protocol}//${url.hostname}/*`)
    }),
  )
  expect(endpointPattern('http://localhost:9000/a')).toBe('http://localhost/*')
})

test('the kit holds what restores, and nothing that opens the server', async () => {
  const root = await openRoot(words)
  const shown = shownOf(endpoint)
  expect(shown).toEqual({ kind: 'webdav', url: 'https://dav.example/a', user: 'ada' })
  const kit = kitOf(words, root, shown, { kitCode: 'K', fingerprint: 'abcdef' })
  expect(kit).toEqual({
    words,
    identity: root.identity,
    fingerprint: 'abcd ef',
    backup: { endpoint: shown, store: root.store, code: 'K' },
  })
  expect(kit.identity).toMatch(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/)
  expect(kitOf(words, root, null, backupOff)).toMatchObject({ backup: null, fingerprint: inGroups(root.publicKey) })
  const s3 = { kind: 's3', url: 'https://a.example', bucket: 'b1', region: 'r', prefix: '', accessKey: 'A' } as const
  expect(shownOf({ ...s3, secretKey: 'canary' })).toEqual(s3)
})

test('words are those of this store, or others', async () => {
  const [mine, other] = await Promise.all([openRoot(words), openRoot(newWords())])
  expect(isRootOf(mine, backupOff)).toBe(true)
  expect(isRootOf(mine, { ...backupOff, store: mine.store, recipient: mine.recipient })).toBe(true)
  expect(isRootOf(other, { ...backupOff, store: mine.store })).toBe(false)
  expect(isRootOf(other, { ...backupOff, recipient: mine.recipient })).toBe(false)
})
