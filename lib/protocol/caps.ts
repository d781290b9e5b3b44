/** How much one site may store. */

export interface Amount {
  records: number
  /** Of values as JSON text, and of the updates of texts. */
  bytes: number
}

/** Until the owner changes them for a site. */
export const defaultCaps: Amount = { records: 1_000_000, bytes: 2 ** 30 }
