/** The object that a website sees. It forwards; what is allowed is decided elsewhere. */
import type { Broker, BrokerInfo, Collection, Query, TextField, WatchEvent } from '../protocol/api.ts'
import { dataError } from './error.ts'
import { Line } from './line.ts'

const { freeze } = Object

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%23264d3b'/%3E%3Cpath d='M8 24 16 7l8 17M11 19h10' fill='none' stroke='%23f4efe2' stroke-width='3'/%3E%3C/svg%3E"

const rdns = 'app.allod'

class PageBroker extends EventTarget {
  readonly info: BrokerInfo = freeze({
    uuid: crypto.randomUUID(),
    name: 'Allod',
    icon,
    rdns,
    apiVersion: 1,
  })
  readonly permissions: Broker['permissions']
  readonly collection: Broker['collection']

  constructor() {
    super()
    const line = new Line(event => this.dispatchEvent(new Event(event)))
    this.permissions = freeze({
      query: scopes => line.call('permissions.query', { scopes }),
      request: (ask, { signal } = {}) => line.call('permissions.request', ask, signal),
      release: scopes => line.call('permissions.release', { scopes }),
    } satisfies Broker['permissions'])
    this.collection = ((name: string, { schema, space }: { schema?: object; space?: string } = {}) => {
      if (schema) throw dataError('schema: schemas are not supported yet', 'invalid_request')
      return collection(line, { collection: name, space })
    }) as Broker['collection']
    freeze(this)
  }
}

function collection(line: Line, target: object): Collection {
  const call = <T>(method: string, params: object) => line.call<T>(method, { ...target, ...params })
  return freeze({
    get: id => call('get', { id }),
    getMany: ids => call('getMany', { ids }),
    find: query => call('find', { query }),
    count: selector => call('count', { selector }),
    put: (record, options) => call('put', { record, ...options }),
    patch: (id, fields, options) => call('patch', { id, fields, ...options }),
    delete: (id, options) => call('delete', { id, ...options }),
    batch: operations => call('batch', { operations }),
    watch: (query: Query, listener: (event: WatchEvent<never>) => void, { signal }: { signal?: AbortSignal } = {}) =>
      line.call('watch', { ...target, query }, signal, listener as never),
    text: (id, field) => text(line, { ...target, id, field }),
    blob: (id, field) => call('blob', { id, field }),
  } satisfies Collection)
}

function text(line: Line, target: object): TextField {
  return freeze({
    read: () => line.call('text.read', target),
    push: update => line.call('text.push', { ...target, update }),
    watch: (listener, { signal } = {}) => line.call('text.watch', target, signal, listener as never),
  } satisfies TextField)
}

/** Announces the broker, in the manner of EIP-6963, wherever a website may have one. */
export function announceBroker(): void {
  if (window !== window.top || !isSecureContext || origin === 'null') return
  const known = (window as { allod?: Partial<Broker> }).allod
  if (known?.info?.rdns === rdns) return // an earlier version's: it finds its way to the bridge of this one
  const broker: Broker = new PageBroker()
  const detail = freeze({ info: broker.info, broker })
  const announce = () => dispatchEvent(new CustomEvent('databroker:announce', { detail }))
  addEventListener('databroker:request', announce)
  if (!('allod' in window)) Object.defineProperty(window, 'allod', { value: broker })
  announce()
}
