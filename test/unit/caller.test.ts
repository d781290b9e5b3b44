import { describe, expect, it, test } from 'vitest'
import { documentKey, identify, isTrustworthy } from '../../lib/broker/caller.ts'

const sender = {
  origin: 'https://a.test',
  documentId: 'd',
  frameId: 0,
  tab: { id: 7, index: 0, highlighted: false, active: true, pinned: false, incognito: false },
}
const identified = (changes: object) => identify({ ...sender, ...changes })

describe('who asks', () => {
  it('is a top-level document of a secure origin', () => {
    expect(identified({})).toEqual({ origin: 'https://a.test', documentId: 'd', tab: 7 })
  })

  it('is told by its origin, whatever its address says', () => {
    expect(identified({ url: 'https://bank.test/' })).toMatchObject({ origin: 'https://a.test' })
    expect(identified({ origin: 'null', url: 'https://a.test/' })).toBe('insecure_or_opaque_origin')
    expect(identified({ origin: undefined, url: 'https://a.test/' })).toBe('insecure_or_opaque_origin')
    expect(identified({ origin: '', url: 'https://a.test/' })).toBe('insecure_or_opaque_origin')
  })

  test.each<[string, object]>([
    ['a frame', { frameId: 1 }],
    ['a document without a name', { documentId: undefined }],
    ['a frame without a number', { frameId: undefined }],
    ['nobody’s tab', { tab: undefined }],
    ['a tab without a number', { tab: { ...sender.tab, id: undefined } }],
  ])('%s is not top level', (_name, changes) => {
    expect(identified(changes)).toBe('not_top_level')
    expect(identified({ ...changes, origin: 'null' })).toBe('not_top_level')
  })

  it('must be told at all', () => {
    expect(identify(undefined)).toBe('not_top_level')
  })
})

test.each([
  'https://a.test',
  'https://a.test.',
  'https://a.test:8443',
  'https://xn--e1afmkfd.test',
  'https://192.0.2.1',
  'https://[2001:db8::1]',
  'http://localhost',
  'http://localhost:3000',
  'http://a.localhost:3000',
  'http://127.0.0.1:8080',
])('%s is trustworthy', origin => {
  expect(isTrustworthy(origin)).toBe(true)
})

test.each([
  'null',
  '',
  'http://a.test',
  'http://localhost.a.test',
  'http://notlocalhost',
  'http://127.0.0.1.a.test',
  'http://127.0.0.2',
  'http://0.0.0.0',
  'http://192.168.0.1',
  'https://a.test/',
  'https://a.test/path',
  'https://a.test:443',
  'https://A.test',
  'https://user@a.test',
  'HTTPS://a.test',
  'https://',
  'https:a.test',
  'ftp://localhost',
  'ws://localhost',
  'file://',
  'data:text/html,x',
  'blob:https://a.test/1',
  'about:blank',
  'chrome-extension://abcdefghijklmnop',
  'moz-extension://abcdefghijklmnop',
  'javascript:1',
])('%j is not', origin => {
  expect(isTrustworthy(origin)).toBe(false)
})

describe('a document', () => {
  const key = (changes: object) => {
    const caller = identified(changes)
    if (typeof caller === 'string') throw new Error(caller)
    return documentKey(caller)
  }

  it('has a name of its own under each origin', () => {
    const names = ['https://a.test', 'https://a.test.', 'https://a.test:8443', 'http://localhost'].map(origin =>
      key({ origin }),
    )
    expect(new Set([...names, key({ documentId: 'e' })]).size).toBe(5)
  })

  it('keeps it in another tab', () => {
    expect(key({ tab: { ...sender.tab, id: 8 } })).toBe(key({}))
  })
})
