import type { Service } from '../broker/index.ts'
import type { PopupService } from '../protocol/owner.ts'
import { siteAudienceService } from './audience.ts'
import { sitesService } from './sites.ts'

export function popupService(service: Service): PopupService {
  const { requests } = service
  return {
    ...sitesService(service),
    ...siteAudienceService(service),
    async waiting() {
      return requests.waiting
    },
    async showWaiting() {
      await requests.showAgain()
    },
  }
}
