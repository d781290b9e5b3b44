import { describe, expect, it, test } from 'vitest'
import { isMethod, methods, pageMessage } from '../../lib/protocol/page.ts'

const call = { n: 1, method: 'get', params: { collection: 'documents', id: 'a' } }

describe('a message from a page', () => {
  it('needs nothing, and gets nothing by default', () => {
    expect(pageMessage.parse({})).toEqual({ calls: [], aborts: [], settled: 0, gestures: [] })
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['an unknown key', { also: 1 }],
    ['a call without a number', { calls: [{ ...call, n: undefined }] }],
    ['a call of number 0', { calls: [{ ...call, n: 0 }] }],
    ['a call of half a number', { calls: [{ ...call, n: 1.5 }] }],
    ['a call beyond the safe numbers', { calls: [{ ...call, n: 2 ** 53 }] }],
    ['a call that names its origin', { calls: [{ ...call, origin: 'https://bank.test' }] }],
    ['a long method', { calls: [{ ...call, method: 'x'.repeat(65) }] }],
    ['settled below 0', { settled: -1 }],
    ['101 gestures', { gestures: Array.from({ length: 101 }, (_, i) => i) }],
  ])('%s is refused', (_name, message) => {
    expect(pageMessage.safeParse(message).success).toBe(false)
  })
})

describe('the public list', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'GET', 'decide', 'revoke', 'text', ''])(
    '%j is no method',
    name => {
      expect(isMethod(name)).toBe(false)
    },
  )

  it('takes what each method takes, and no more', () => {
    const target = { collection: 'documents' }
    const good: [keyof typeof methods, object][] = [
      ['get', { ...target, id: 'a' }],
      ['find', { ...target, query: {} }],
      ['put', { ...target, record: {}, ifRev: null }],
      ['patch', { ...target, id: 'a', fields: {}, remove: ['b'] }],
      ['delete', { ...target, id: 'a' }],
      ['watch', { ...target, query: {} }],
      ['text.read', { ...target, id: 'a', field: 'body' }],
      ['text.push', { ...target, id: 'a', field: 'body', update: new Uint8Array(1) }],
      ['text.watch', { ...target, id: 'a', field: 'body' }],
    ]
    for (const [method, params] of good) {
      expect([method, methods[method].safeParse(params).success]).toEqual([method, true])
      expect([method, methods[method].safeParse({ ...params, origin: 'https://bank.test' }).success]).toEqual([
        method,
        false,
      ])
      expect([method, methods[method].safeParse({ ...params, collection: '__proto__' }).success]).toEqual([
        method,
        false,
      ])
    }
    expect(methods.patch.safeParse({ ...target, id: 'a', fields: {}, ifRev: null }).success).toBe(false)
    expect(methods['text.push'].safeParse({ ...target, id: 'a', field: 'body', update: [1] }).success).toBe(false)
  })

  test.each(['_rev', '_', '__proto__', 'constructor', 'prototype', '\ud800', 'n'.repeat(129)])(
    '%j is no field that could be a text',
    field => {
      for (const method of ['text.read', 'text.push', 'text.watch'] as const) {
        const params = {
          collection: 'documents',
          id: 'a',
          field,
          ...(method === 'text.push' && { update: new Uint8Array(1) }),
        }
        expect([method, methods[method].safeParse(params).success]).toEqual([method, false])
      }
    },
  )
})
