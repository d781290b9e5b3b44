/** Sends what is sealed, in its order: a head goes when all that it names is there. */
import type { OutboxRow, Store } from '../store/index.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import type { Vault } from './vault.ts'

/** So many requests are under way at once. */
export const atOnce = 6

export interface SendContext {
  store: Store
  vault: Vault
  endpoint: Endpoint
  signal: AbortSignal
  /** So many bytes more are there. */
  sent(bytes: number): void
}

/** @throws what the first failure was; whatever had been sent by then is not sent again */
export async function sendAll(context: SendContext): Promise<void> {
  const { store } = context
  for (;;) {
    const rows = nextOf(await store.backup.outbox(atOnce))
    if (rows.length === 0) return
    const outcomes = await Promise.allSettled(rows.map(row => send(context, row)))
    const done = rows.filter((_, i) => outcomes[i]?.status === 'fulfilled')
    await store.backup.sent(done)
    const failed = outcomes.find(outcome => outcome.status === 'rejected')
    if (failed) throw failed.reason
  }
}

function nextOf(rows: OutboxRow[]): OutboxRow[] {
  const head = rows.findIndex(({ isHead }) => isHead)
  return head < 0 ? rows : rows.slice(0, Math.max(1, head))
}

async function send({ endpoint, vault, signal, sent }: SendContext, { name, bytes }: OutboxRow): Promise<void> {
  signal.throwIfAborted()
  await endpoint.put(vault.at(name), bytes, signal)
  sent(bytes.length)
}
