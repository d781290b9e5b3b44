import { describe, expect, test } from 'vitest'
import { areRegistered, matchesOf, patternOf, scriptsFor } from '../../lib/broker/scripts.ts'

const everySite = ['https://*/*', 'http://localhost/*']
const [one, two] = ['https://a.test', 'http://b.localhost:8080']

describe('the pattern of an origin', () => {
  test.each([
    [one, 'https://a.test:443/*', 'https://a.test/*'],
    [two, 'http://b.localhost:8080/*', 'http://b.localhost/*'],
    ['http://localhost', 'http://localhost:80/*', 'http://localhost/*'],
    ['https://a.test.', 'https://a.test.:443/*', 'https://a.test./*'],
  ])('%s is %s, and %s where patterns have no ports', (origin, withPort, without) => {
    expect(patternOf(origin, true)).toBe(withPort)
    expect(patternOf(origin, false)).toBe(without)
  })
})

describe('who gets the scripts', () => {
  test('everyone: all sites, whoever else is named', () => {
    expect(matchesOf({ audience: 'everyone', asking: [one] }, everySite, true)).toEqual(everySite)
  })
  test('quiet: those that are named, each once, and nobody where nobody is', () => {
    const quiet = (asking: string[], takesPorts = true) =>
      matchesOf({ audience: 'quiet', asking }, everySite, takesPorts)
    expect(quiet([one, two])).toEqual(['https://a.test:443/*', 'http://b.localhost:8080/*'])
    expect(quiet([one, `${one}:8443`], false)).toEqual(['https://a.test/*'])
    expect(scriptsFor(quiet([]))).toEqual([])
  })
  test('the bridge comes first, and both as early as may be', () => {
    expect(scriptsFor(everySite).map(({ id, world, runAt }) => [id, world, runAt])).toEqual([
      ['bridge', 'ISOLATED', 'document_start'],
      ['page-api', 'MAIN', 'document_start'],
    ])
  })
})

describe('what is registered already', () => {
  const wanted = scriptsFor(everySite)
  const told = wanted.map(script => ({ ...script, allFrames: false }))

  test('is known again, in whatever order and form the browser tells it', () => {
    expect(areRegistered(told, wanted)).toBe(true)
    const otherwise = told.toReversed().map(script => ({
      ...script,
      js: script.js.map(file => `moz-extension://x/${file}`),
      matches: script.matches.toReversed(),
    }))
    expect(areRegistered(otherwise, wanted)).toBe(true)
    expect(areRegistered([], scriptsFor([]))).toBe(true)
  })
  test.each([
    ['none', []],
    ['only one', told.slice(1)],
    ['one more', [...told, { ...told[0], id: 'old' }]],
    ['for fewer sites', told.map(script => ({ ...script, matches: ['https://*/*'] }))],
    ['in another world', told.map(script => ({ ...script, world: 'MAIN' }))],
    ['later', told.map(script => ({ ...script, runAt: 'document_idle' }))],
    ['other files', told.map(script => ({ ...script, js: ['old.js'] }))],
  ])('differs: %s', (_what, known) => {
    expect(areRegistered(known as typeof told, wanted)).toBe(false)
  })
})
