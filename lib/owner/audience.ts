/** Who may see that Allod is there, for welcome page, dashboard and popup. */
import type { Service } from '../broker/index.ts'
import { type AudienceService, audienceName, type SiteAudienceService } from '../protocol/owner.ts'
import { z } from '../protocol/zod.ts'

const origin = z.string().max(2048)

export function audienceService({ audience }: Service): AudienceService {
  return {
    audience: () => audience.view(),
    async setAudience(named) {
      await audience.choose(audienceName.parse(named))
    },
    async hideFrom(named) {
      await audience.hideFrom(origin.parse(named))
    },
  }
}

export function siteAudienceService({ audience }: Service): SiteAudienceService {
  return {
    audienceOf: named => audience.of(origin.parse(named)),
    async letAsk(named) {
      await audience.letAsk(origin.parse(named))
    },
    async hideFrom(named) {
      await audience.hideFrom(origin.parse(named))
    },
  }
}
