/** How wallets speak to their extension: `window.postMessage` to the content script, which hands each call on. */
import type { Note } from '../../wire.ts'
import type { Open } from '../store.ts'

const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>()
let last = 0

addEventListener('message', ({ source, data }) => {
  if (source !== window || data?.wallet !== 'answer') return
  waiting.get(data.n)?.(data)
  waiting.delete(data.n)
})

const call = (method: string, params: object): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const n = ++last
    waiting.set(n, ({ value, error }) => (error === undefined ? resolve(value) : reject(new Error(error))))
    postMessage({ wallet: 'call', n, call: { method, ...params } }, location.origin)
  })

export const openWallet: Open = async collection => ({
  get: id => call('get', { collection, id }) as Promise<Note | undefined>,
  put: note => call('put', { collection, notes: [note] }),
  putMany: notes => call('put', { collection, notes }),
})
