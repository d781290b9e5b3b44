/** Grants stay on their device; that access was taken back holds on all of the owner's. */
import type { Revocations } from '../protocol/revocations.ts'
import type { Grants } from './grants.ts'
import type { Sites } from './sites.ts'

export const revocationsOf = (grants: Grants, sites: Sites): Revocations => ({
  since(time) {
    const found = sites.all().map(({ origin, endedAt = 0, endedElsewhereAt = 0 }) => {
      const at = time === 0 ? Math.max(endedAt, endedElsewhereAt) : endedAt
      return [origin, at] as const
    })
    return Object.fromEntries(found.filter(([, at]) => at > time))
  },
  async end(revoked) {
    for (const [origin, time] of Object.entries(revoked)) {
      if ((sites.of(origin).endedElsewhereAt ?? 0) >= time) continue
      await grants.endBefore(origin, time)
      // Noted last: what was interrupted comes again.
      await sites.change(origin, row => ({ ...row, endedElsewhereAt: Math.max(time, row.endedElsewhereAt ?? 0) }))
    }
  },
})
