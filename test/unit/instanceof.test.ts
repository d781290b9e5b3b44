import { expect, test } from 'vitest'
import { AllodError } from '../../lib/client/error.ts'
import { aborted, dataError, errorOf, unavailable } from '../../lib/page/error.ts'
import { BrokerError, codes, type ErrorCode, wireError } from '../../lib/protocol/errors.ts'

test.each(Object.keys(codes) as ErrorCode[])('an error of the page API with the code %s is an AllodError', code => {
  const error: unknown = errorOf(wireError(new BrokerError(code, 'no')))
  expect(error).toBeInstanceOf(AllodError)
  expect(error).toBeInstanceOf(Error)
})

test.each([
  ['a bad argument', dataError('record: too deep')],
  ['an aborted call', aborted()],
  ['a broker out of reach', unavailable()],
  ['a fault of the broker', errorOf(wireError(new TypeError('x is undefined')))],
])('%s is an AllodError', (_what, error) => {
  expect(error).toBeInstanceOf(AllodError)
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a code alone', 'revoked'],
  ['an error', new Error('revoked')],
  ['an error of another kind with our name', Object.assign(new Error(), { name: 'DataError' })],
  ['a DOMException, whose code is a number', new DOMException('aborted', 'AbortError')],
  ['an error of Node', Object.assign(new Error(), { code: 'ENOENT' })],
  ['a code under another name', Object.assign(new Error(), { code: 'revoked', name: 'DataError' })],
  ['an inherited property for a code', Object.assign(new Error(), { code: 'toString', name: 'Error' })],
  ['what looks like one and is no Error', { code: 'revoked', name: 'NotAllowedError', message: '', retryable: false }],
])('%s is no AllodError', (_what, value) => {
  expect(value instanceof AllodError).toBe(false)
})
