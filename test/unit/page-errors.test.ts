import { expect, test } from 'vitest'
import { aborted, dataError, errorOf, unavailable } from '../../lib/page/error.ts'
import { BrokerError, wireError } from '../../lib/protocol/errors.ts'

test('an error of ours shows a website no stack of ours', () => {
  for (const error of [
    dataError('record.a: no'),
    aborted(),
    unavailable(),
    errorOf(wireError(new BrokerError('conflict', 'why'))),
  ]) {
    expect(error).toBeInstanceOf(Error)
    expect(error.stack).toBe(`${error.name}: ${error.message}`)
    expect(JSON.stringify([error, error.stack, String(error)])).not.toMatch(/extension:|file:|\.ts|node_modules|\bat /)
  }
})

test('it carries what the broker told, and no more', () => {
  const error = errorOf(wireError(new BrokerError('conflict', 'The record has changed since.', { _rev: 'r' })))
  expect(Object.keys(error).sort()).toEqual(['_rev', 'code', 'name', 'retryable'])
  expect(error).toMatchObject({ name: 'ConstraintError', code: 'conflict', retryable: true, _rev: 'r' })
  expect(error.message).toBe('The record has changed since.')
})

test.each([
  [aborted(), 'AbortError', 'aborted', false],
  [unavailable(), 'InvalidStateError', 'extension_unavailable', true],
  [dataError('x'), 'DataError', 'invalid_record', false],
  [dataError('x', 'invalid_request'), 'DataError', 'invalid_request', false],
])('%s', (error, name, code, retryable) => {
  expect(error).toMatchObject({ name, code, retryable })
})
