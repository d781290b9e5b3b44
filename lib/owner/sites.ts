/** Who has access, for popup and dashboard. */
import { type Service, scopesOf } from '../broker/index.ts'
import type { SiteAccess, SitesService } from '../protocol/owner.ts'
import { z } from '../protocol/zod.ts'

const origin = z.string().max(2048)

export function sitesService(service: Service): SitesService {
  const { grants } = service
  return {
    async sites() {
      return grants.origins().map((origin): SiteAccess => {
        const rows = grants.of(origin)
        return {
          origin,
          grants: rows.flatMap(({ collection, parts, usedAt = null }) =>
            parts.flatMap(part =>
              scopesOf(collection, [part]).map(scope => ({
                scope,
                lifetime: part.lifetime,
                expiresAt: part.expiresAt,
                usedAt,
              })),
            ),
          ),
          lapsed: rows.flatMap(({ collection, lapsedAt }) => (lapsedAt === undefined ? [] : collection)),
        }
      })
    },
    async revoke(named) {
      await service.revoke(origin.parse(named))
    },
    async dismissLapse(named) {
      await grants.dismissLapse(origin.parse(named))
    },
  }
}
