import { type Service, scopesOf } from '../broker/index.ts'
import type { PopupService, SiteAccess } from '../protocol/owner.ts'
import { z } from '../protocol/zod.ts'

export function popupService(service: Service): PopupService {
  const { grants, requests } = service
  return {
    async sites() {
      return grants.origins().map(
        (origin): SiteAccess => ({
          origin,
          grants: grants.of(origin).flatMap(({ collection, parts }) =>
            parts.flatMap(part =>
              scopesOf(collection, [part]).map(scope => ({
                scope,
                lifetime: part.lifetime,
                expiresAt: part.expiresAt,
              })),
            ),
          ),
        }),
      )
    },
    async revoke(origin) {
      await service.revoke(z.string().parse(origin))
    },
    async waiting() {
      return requests.waiting
    },
    async showWaiting() {
      await requests.showAgain()
    },
  }
}
