/**
 * What aborts a transaction is told by whatever is waited for within it. Its end rejects as well: where nobody has come
 * to wait for that yet, the browser takes it for an error that nobody handles.
 */
export function handled<T extends { done: Promise<void> }>(tx: T): T {
  tx.done.catch(() => {})
  return tx
}
