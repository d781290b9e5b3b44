import type { Doc } from 'yjs'
import type { AllodError, TextField } from '../protocol/api.ts'

/** A document of Yjs, by what is needed of it: so that the types of this package can be read where yjs is not. */
export interface YDoc {
  readonly clientID: number
  getText(name: string): unknown
  on(name: 'update', listener: (update: Uint8Array, origin: unknown) => void): unknown
  off(name: 'update', listener: (update: Uint8Array, origin: unknown) => void): unknown
}

export interface BindOptions {
  /** Ends the binding. The document keeps what it has. */
  signal?: AbortSignal
  /** Called once when the broker ends it: revoked, expired, extension gone. Not called after an abort. */
  onEnd?: (error: AllodError) => void
}

/**
 * Ties a site's Y.Doc to a text in the visitor's store, both ways. The editor binds to `doc.getText(field)`.
 * Edits made while the broker cannot be reached are kept and sent later.
 * @returns resolves when the stored text stands in `doc`
 */
export async function bindText(yDoc: YDoc, field: TextField, { signal, onEnd }: BindOptions = {}): Promise<void> {
  const doc = yDoc as Doc
  const { applyUpdate, encodeStateAsUpdate, encodeStateVectorFromUpdate, mergeUpdates } = await loadYjs()
  const binding = {}
  const stop = new AbortController()
  const active = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  let unsent: Uint8Array[] = []
  let sending = true // nothing leaves before the stored text has arrived

  const end = (error: AllodError) => {
    if (active.aborted) return
    stop.abort()
    onEnd?.(error)
  }
  const send = async () => {
    if (sending) return
    sending = true
    await undefined // one push for all edits of this task
    while (unsent.length > 0 && !active.aborted) {
      const update = mergeUpdates(unsent)
      unsent = []
      try {
        await field.push(update)
      } catch (error) {
        const { retryable, retryAfterMs = 1000 } = error as AllodError
        if (!retryable) return end(error as AllodError)
        unsent.unshift(update)
        await new Promise(resolve => setTimeout(resolve, retryAfterMs))
      }
    }
    sending = false
  }
  const take = (update: Uint8Array) => {
    // What a document has that the store has not: written before it was bound, or while access was taken back.
    if (doc.store.clients.size > 0) unsent.unshift(encodeStateAsUpdate(doc, encodeStateVectorFromUpdate(update)))
    applyUpdate(doc, update, binding)
  }
  let isFirst = true
  const edited = (update: Uint8Array, origin: unknown) => {
    if (origin === binding) return
    unsent.push(update)
    void send()
  }

  doc.on('update', edited)
  active.addEventListener('abort', () => doc.off('update', edited), { once: true })
  try {
    await field.watch(
      event => {
        if (event.type === 'end') end(event.error)
        else if (isFirst) take(event.update)
        else applyUpdate(doc, event.update, binding)
        isFirst = false
      },
      { signal: active },
    )
  } catch (error) {
    stop.abort()
    doc.off('update', edited) // a signal that had been aborted before this began tells nobody
    throw error
  }
  sending = false
  void send()
}

/** Only now, so that a site which binds no text can do without yjs. In a `try`, so that its bundler can too. */
async function loadYjs(): Promise<typeof import('yjs')> {
  try {
    return await import('yjs')
  } catch (cause) {
    throw new Error('bindText needs the package yjs. Add it to your bundle or to your import map.', { cause })
  }
}
