import { expect, test, vi } from 'vitest'
import { Opening } from '../../lib/broker/opening.ts'
import type { Trouble } from '../../lib/protocol/trouble.ts'

/** Attempts to open a store that a test settles itself. */
function attempts() {
  const begun: { succeed(): void; fail(why: string): void; block(): void }[] = []
  const log: string[] = []
  const opening = new Opening<string>({
    start: blocked =>
      new Promise((resolve, reject) => {
        begun.push({
          succeed: () => resolve('service'),
          fail: why => reject(new Error(why)),
          block: blocked,
        })
      }),
    troubleOf: (error): Trouble => ({ kind: 'broken', detail: (error as Error).message }),
    opened: () => log.push('opened'),
    stayAwake() {
      log.push('awake')
      return () => log.push('may sleep')
    },
  })
  const ask = () => {
    const heard: string[] = []
    opening.ask(
      service => heard.push(service),
      ({ kind, detail }) => heard.push(detail || kind),
    )
    return heard
  }
  return { begun, log, ask }
}
vi.spyOn(console, 'error').mockImplementation(() => {}) // where it goes for whoever looks for the reason
const settled = () => new Promise(resolve => setTimeout(resolve))

test('who asks early waits, and who asks late does not', async () => {
  const { begun, log, ask } = attempts()
  const early = ask()
  expect(early).toEqual([])
  begun[0]?.succeed()
  await settled()
  expect(early).toEqual(['service'])
  expect(ask()).toEqual(['service'])
  expect(begun).toHaveLength(1)
  expect(log).toEqual(['awake', 'may sleep', 'opened'])
})

test('after a failure whoever asks begins another attempt, one for all', async () => {
  const { begun, log, ask } = attempts()
  const first = ask()
  begun[0]?.fail('no')
  await settled()
  expect(first).toEqual(['no'])
  expect(begun).toHaveLength(1)
  const [second, third] = [ask(), ask()]
  expect(begun).toHaveLength(2)
  begun[1]?.fail('still no')
  await settled()
  expect([second, third]).toEqual([['still no'], ['still no']])
  const fourth = ask()
  begun[2]?.succeed()
  await settled()
  expect([first, second, fourth]).toEqual([['no'], ['still no'], ['service']])
  expect(log.filter(word => word === 'awake')).toHaveLength(3)
  expect(log.filter(word => word === 'may sleep')).toHaveLength(3)
})

test('while an earlier version has the store open everybody is told, and nobody begins again', async () => {
  const { begun, log, ask } = attempts()
  const early = ask()
  begun[0]?.block()
  expect(early).toEqual(['blocked'])
  expect(ask()).toEqual(['blocked'])
  expect(begun).toHaveLength(1)
  begun[0]?.succeed()
  await settled()
  expect(early).toEqual(['blocked'])
  expect(ask()).toEqual(['service'])
  expect(log.at(-1)).toBe('opened')
})
