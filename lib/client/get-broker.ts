import type { Broker, BrokerInfo } from '../protocol/api.ts'

type Announcement = CustomEvent<{ info: BrokerInfo; broker: Broker }>

/**
 * Finds the visitor's broker, in the manner of EIP-6963: ask on window, and the first to announce itself is taken.
 * @param options.timeout milliseconds to wait for one that is injected late; 300 unless told
 * @returns undefined where the visitor has none, and wherever there is no window (a server, a worker)
 */
export function getBroker({ timeout = 300 }: { timeout?: number } = {}): Promise<Broker | undefined> {
  if (typeof window === 'undefined') return Promise.resolve(undefined)
  return new Promise(resolve => {
    const done = (broker?: Broker) => {
      clearTimeout(timer)
      window.removeEventListener('databroker:announce', announced)
      resolve(broker)
    }
    const announced = (event: Event) => done((event as Announcement).detail.broker)
    const timer = setTimeout(done, timeout)
    window.addEventListener('databroker:announce', announced)
    window.dispatchEvent(new Event('databroker:request'))
  })
}
