import { expect, it, onTestFinished } from 'vitest'
import { Wire } from '../../lib/broker/wire.ts'
import type { Runtime } from '../../lib/platform/browser.ts'
import type { BrokerMessage } from '../../lib/protocol/page.ts'

/** What the page gets, by the Port and by the lane, if it goes on by one. */
function wired(hasLane: boolean) {
  const wire = new Wire()
  const byPort: BrokerMessage[] = []
  wire.port = { postMessage: (message: BrokerMessage) => byPort.push(message) } as unknown as Runtime.Port
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const byLane = new Promise<BrokerMessage>(resolve => {
    port2.onmessage = ({ data }) => resolve(data)
  })
  if (hasLane) {
    wire.offerLane(port1, () => {})
    wire.openLane()
  }
  return { wire, byPort, byLane }
}

// Seen to fail with `ownedBy` answering nothing.
it('hands whole texts over by the lane', async () => {
  const { wire, byLane } = wired(true)
  const [read, watched] = [new Uint8Array([1, 2]), new Uint8Array([3])]
  wire.event({ watch: 1, event: { type: 'state', update: watched } })
  wire.answer(2, { value: read })
  expect(await byLane).toEqual({
    events: [{ watch: 1, event: { type: 'state', update: new Uint8Array([3]) } }],
    answers: [{ id: 2, ok: true, value: new Uint8Array([1, 2]) }],
  })
  expect([read.byteLength, watched.byteLength]).toEqual([0, 0])
})

it('keeps what other documents are told as well, and parts of something larger', async () => {
  const { wire, byLane } = wired(true)
  const update = new Uint8Array([1])
  const part = new Uint8Array([1, 2, 3]).subarray(1)
  wire.event({ watch: 1, event: { type: 'update', update } })
  wire.answer(2, { value: part })
  wire.answer(3, { value: { bytes: update } })
  await byLane
  expect([update.byteLength, part.byteLength]).toEqual([1, 2])
})

it('says by the Port what it would say by a lane', async () => {
  const { wire, byPort } = wired(false)
  const text = new Uint8Array([1])
  wire.answer(1, { value: text })
  await undefined
  expect(byPort).toEqual([{ answers: [{ id: 1, ok: true, value: text }] }])
  expect(text.byteLength).toBe(1)
})
