/** What of revocations other devices have to know: grants are not synced, their end is. */
export interface Revocations {
  /** Origin → when its access was revoked, of those after a moment. Milliseconds since the epoch. */
  since(time: number): Record<string, number>
  /** Other devices' owner is the same person: what was granted here before ends. */
  end(revoked: Readonly<Record<string, number>>): Promise<void>
}
