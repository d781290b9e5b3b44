import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DamagedError, NewerFormatError } from '../../lib/crypto/damaged.ts'
import type { BackupView, EndpointView } from '../../lib/protocol/backup.ts'
import { BackupError, type BackupFailure } from '../../lib/protocol/backup-error.ts'
import { KeyringError } from '../../lib/ui/backup/keyring.ts'
import { isRecent, shouldRemind } from '../../lib/ui/backup/reminder.ts'
import { problemWords, stateLine } from '../../lib/ui/backup/state-words.ts'
import { guessName } from '../../lib/ui/dashboard/backup/device-name.ts'
import { failureWords } from '../../lib/ui/dashboard/backup/failure.ts'
import {
  drillWords,
  leftWords,
  placeWords,
  probeWords,
  progressWords,
  restoredWords,
} from '../../lib/ui/dashboard/backup/words.ts'
import { backupOff } from '../harness/fake-backup.ts'

const day = 86_400_000
const on: BackupView = { ...backupOff, phase: 'on', upToDate: Date.UTC(2026, 0, 2, 12) }

test('the state in one line: nothing while off, and what is in the way before all else', () => {
  expect(stateLine(backupOff)).toBe('')
  expect(stateLine(on)).toMatch(/^Everything is backed up, up to Jan 2, 2026/)
  expect(stateLine({ ...on, isWaiting: true })).toMatch(/^Newer changes wait for the backup\. Backed up until Jan 2/)
  expect(stateLine({ ...on, upToDate: null })).toMatch(/^The first backup has begun/)
  const problem = { kind: 'refused' as const, detail: 'PUT: 401', since: 0, nextTry: null }
  expect(stateLine({ ...on, problem })).toMatch(/^The backup server refuses Allod\. Backed up until Jan 2/)
  expect(stateLine({ ...on, phase: 'restoring' })).toBe('A backup is being restored.')
})

test('the reminder comes while there is something to lose, no backup, and no export from the last 30 days', () => {
  const now = 100 * day
  expect(shouldRemind({ phase: 'off', exportedAt: null }, true, now)).toBe(true)
  expect(shouldRemind({ phase: 'off', exportedAt: null }, false, now)).toBe(false)
  expect(shouldRemind({ phase: 'on', exportedAt: null }, true, now)).toBe(false)
  expect(shouldRemind({ phase: 'off', exportedAt: now - 30 * day }, true, now)).toBe(false)
  expect(shouldRemind({ phase: 'off', exportedAt: now - 30 * day - 1 }, true, now)).toBe(true)
  expect(isRecent(null, now)).toBe(false)
})

test('places are told without what opens them', () => {
  const url = 'https://s3.example'
  const s3: EndpointView = { kind: 's3', url, bucket: 'b', region: 'r', prefix: '', accessKey: 'AKEY' }
  expect(placeWords({ kind: 'webdav', url, user: 'ada' })).toBe(`${url} (WebDAV, as ada)`)
  expect(placeWords({ kind: 'webdav', url, user: '' })).toBe(`${url} (WebDAV)`)
  expect(placeWords(s3)).toBe(`${url} (S3), bucket b, region r`)
  expect(placeWords({ ...s3, prefix: 'a/b' })).toBe(`${url} (S3), bucket b, region r, folder a/b`)
})

test.each([
  [0, 'a few seconds left'],
  [44_999, 'a few seconds left'],
  [45_000, 'about a minute left'],
  [150_000, 'about 3 minutes left'],
  [59.4 * 60_000, 'about 59 minutes left'],
  [59.6 * 60_000, 'about an hour left'],
  [26 * 3_600_000, 'about 26 hours left'],
  [-5, 'a few seconds left'],
])('%d milliseconds are told as “%s”', (left, words) => expect(leftWords(left)).toBe(words))

test('a longer time is never told as a shorter one', () => {
  const told = (left: number) => {
    const words = leftWords(left)
    const count = Number(/\d+/.exec(words)?.[0] ?? 1)
    return words.includes('second') ? 0 : count * (words.includes('hour') ? 60 : 1)
  }
  const times = fc.nat({ max: 100 * 3_600_000 })
  fc.assert(fc.property(times, times, (a, b) => told(Math.min(a, b)) <= told(Math.max(a, b))))
})

test('progress in bytes and in records, with the time left where it is known', () => {
  const progress = { doing: 'uploading', done: 1_200_000, all: 5_000_000, unit: 'bytes', left: null } as const
  expect(progressWords(progress)).toBe('Uploading: 1.2 MB of 5 MB')
  expect(progressWords({ ...progress, left: 180_000 })).toBe('Uploading: 1.2 MB of 5 MB, about 3 minutes left')
  expect(progressWords({ doing: 'comparing', done: 3, all: 12_340, unit: 'records', left: null })).toBe(
    'Comparing: 3 of 12,340 records',
  )
})

test('a trial in plain words: what is missing and needed, and what is missing and not', () => {
  const report = { works: true, createsOnce: true, replacesOnce: true, etags: null, tellsChanges: true, takes: 38.2 }
  expect(probeWords(report)).toEqual([
    'This server works. A small request takes about 39 milliseconds.',
    'It can write under a condition. That is fine, and Allod needs none.',
  ])
  const poor = probeWords({ ...report, replacesOnce: false, tellsChanges: false, takes: 2345 })
  expect(poor[0]).toMatch(/works, but slowly.* 2\.3 seconds\.$/)
  expect(poor[1]).toMatch(/cannot be relied on.* Allod needs none/)
  expect(poor[2]).toMatch(/more traffic/)
  expect(probeWords({ ...report, works: false })).toHaveLength(1)
})

test('a drill that found all the same, and one that did not', () => {
  const report = { records: 12_340, commits: 1, devices: 1, bytes: 1, missing: 0, different: 0, examples: [] }
  expect(drillWords(report)).toEqual({
    isSame: true,
    words: '12,340 records read back from the server. All are the same as here.',
  })
  expect(drillWords({ ...report, missing: 1, different: 2 })).toMatchObject({
    isSame: false,
    words: expect.stringContaining('1 record is missing there. 2 records read otherwise there.'),
  })
  expect(restoredWords({ records: 2, commits: 1_234, devices: 3, bytes: 5_000_000 })).toBe(
    '2 records were restored (1,234 changes of 3 devices, 5 MB). ' +
      'Sites ask again for access. This device backs up there from now on.',
  )
})

test('every kind of failure is told in its own words, and names what was said where that helps', () => {
  const problems = Object.keys(problemWords) as BackupFailure[]
  const kinds: BackupFailure[] = [
    ...problems,
    ...(['empty', 'others', 'taken', 'damaged', 'older', 'tooLarge', 'stopped'] as const),
  ]
  const words = kinds.map(kind => failureWords(new BackupError(kind, 'PUT f: 507')))
  expect(new Set(words).size).toBe(kinds.length)
  for (const said of words) expect(said).not.toMatch(/^It did not work/)
  expect(failureWords(new BackupError('full', 'PUT f: 507'))).toMatch(/server is full.* What was said: PUT f: 507$/)
  expect(failureWords(new BackupError('older', ''))).toMatch(/leave the kit’s code empty/)
  expect(failureWords(new Error('Something else'))).toBe('It did not work. What was said: Something else')
})

test('errors that come with their own names are of the same kinds', () => {
  expect(failureWords(new KeyringError('empty'))).toBe(failureWords(new BackupError('empty', '')))
  expect(failureWords(new KeyringError('locked'))).toMatch(/open no key/)
  expect(failureWords(new DamagedError('s/l/x', 'it is cut'))).toMatch(/nothing was brought in: s\/l\/x: it is cut$/)
  expect(failureWords(new NewerFormatError('f', 2))).toMatch(/newer version of Allod/)
  // As Comlink makes them again: names and messages alone.
  const across = Object.assign(new Error('s/l/x: it is cut'), { name: 'DamagedError' })
  expect(failureWords(across)).toMatch(/Something in the backup is damaged/)
})

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/148.0 Safari/537.36 Edg/148.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/537.36 Chrome/148.0', 'Chromium on macOS'],
  ['', 'This browser on this computer'],
])('%s is guessed to be %s', (userAgent, name) => expect(guessName(userAgent)).toBe(name))
