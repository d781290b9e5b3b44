import { expect, test } from 'vitest'
import { Broker } from '../../lib/broker/broker.ts'
import { Lanes } from '../../lib/broker/lanes.ts'
import { Ledger } from '../../lib/broker/ledger.ts'
import { type Watch, Watches } from '../../lib/broker/watches.ts'
import type { Runtime } from '../../lib/platform/browser.ts'
import type { BrokerMessage, WatchMessage } from '../../lib/protocol/page.ts'
import type { RecordKey } from '../../lib/store/index.ts'
import { open, site as origin, put } from './open.ts'
import { siteOn } from './site.ts'

/** Tells of each watch in the moment in which it begins to look. */
class ToldWatches extends Watches {
  begun = () => {}

  override add(watch: Watch): void {
    super.add(watch)
    queueMicrotask(this.begun)
  }
}

async function begin() {
  const watches = new ToldWatches()
  const store = await open(undefined, { onGroup: event => watches.group(event) })
  const ledger = new Ledger({ now: Date.now, write: async () => {}, rowOf: origin => ({ origin }), counted() {} })
  const site = siteOn(store, [{}], watches, origin, ledger)
  const { context } = site.call()
  Object.assign(context.requests, { endWhere: async () => {} })
  const broker = new Broker(context, new Lanes({ open: undefined, hasAccess: () => true, stayAwake() {} }), () => {})
  const write = (id: string) =>
    put(store, id, { a: 1 }, { keys: [[store.identity.space, 'documents', id] as RecordKey] })
  return { watches, broker, site, write }
}

/** The bridge of one document, as the browser would name it, with what has come from the broker. */
function connect(broker: Broker) {
  const messages: BrokerMessage[] = []
  let take = (_message: unknown) => {}
  let close = () => {}
  const port = {
    sender: { origin, documentId: 'D', frameId: 0, tab: { id: 1 }, url: origin },
    postMessage: (message: BrokerMessage) => messages.push(message),
    disconnect() {},
    onMessage: { addListener: (listener: typeof take) => (take = listener) },
    onDisconnect: { addListener: (listener: typeof close) => (close = listener) },
  } as unknown as Runtime.Port
  broker.connect(port, [])
  return {
    send: (at?: string) =>
      take({
        calls: [{ n: 1, method: 'watch', params: { collection: 'documents', query: {} }, ...(at ? { at } : {}) }],
      }),
    close: () => close(),
    get answers() {
      return messages.flatMap(({ answers = [] }) => answers)
    },
    get events(): WatchMessage[] {
      return messages.flatMap(({ events = [] }) => events)
    },
  }
}

test('a watch whose Port is lost while it looks for the first time begins anew on the next one', async () => {
  const { watches, broker, site, write } = await begin()
  await write('a')
  const first = connect(broker)
  const again = new Promise<ReturnType<typeof connect>>(resolve => {
    watches.begun = () => {
      watches.begun = () => {}
      first.close()
      const second = connect(broker)
      second.send()
      resolve(second)
    }
  })
  first.send()
  const second = await again
  await site.quiet()
  await write('b')
  expect([first.events, first.answers]).toEqual([[], []])
  expect(second.events.map(({ event }) => event.type)).toEqual(['snapshot', 'change'])
  expect(second.answers).toEqual([{ id: 1, ok: true, value: undefined }])
})

test('and one that goes on while it is lost again goes on from the same place', async () => {
  const { watches, broker, site, write } = await begin()
  await write('a')
  const first = connect(broker)
  first.send()
  await site.quiet()
  const at = first.events.at(-1)?.at ?? ''
  first.close()
  await write('b')
  const second = connect(broker)
  const again = new Promise<ReturnType<typeof connect>>(resolve => {
    watches.begun = () => {
      watches.begun = () => {}
      second.close()
      const third = connect(broker)
      third.send(at)
      resolve(third)
    }
  })
  second.send(at)
  const third = await again
  await site.quiet()
  await write('c')
  const told = third.events.map(({ event }) =>
    event.type === 'change' ? event.changes.map(({ id }) => id) : event.type,
  )
  expect([second.events, told]).toEqual([[], [['b'], ['c']]])
})

test('and one that is overtaken by another instance while it goes on tells once what it has missed', async () => {
  const { watches, broker, site, write } = await begin()
  await write('a')
  const first = connect(broker)
  first.send()
  await site.quiet()
  const at = first.events.at(-1)?.at ?? ''
  first.close()
  await write('b')
  const second = connect(broker)
  watches.begun = () => watches.refreshAll()
  second.send(at)
  await site.quiet()
  expect(second.events.map(({ event }) => event.type)).toEqual(['change'])
})
