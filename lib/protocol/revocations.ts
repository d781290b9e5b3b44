/** What devices tell each other of revocations: grants are not synced, their end is. */
export interface Revocations {
  /** Origin → when the owner took its access back here, after a moment. From 0 on: anywhere. Milliseconds since the epoch. */
  since(time: number): Record<string, number>
  /** On another device: what was granted here until then ends. */
  end(revoked: Readonly<Record<string, number>>): Promise<void>
}
