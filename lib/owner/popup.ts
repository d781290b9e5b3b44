import type { PopupService } from '../protocol/owner.ts'
import { siteAudienceService } from './audience.ts'
import { browseService } from './browse.ts'
import { diskService } from './disk.ts'
import { keepingService } from './keeping.ts'
import type { Service } from './service.ts'
import { sitesService } from './sites.ts'

export function popupService(service: Service): PopupService {
  const { requests, store, backup } = service
  return {
    ...sitesService(service),
    ...browseService(store),
    ...siteAudienceService(service),
    ...diskService(service),
    ...keepingService(service),
    backup: () => backup.view(),
    async waiting() {
      return requests.waiting
    },
    async showWaiting() {
      await requests.showAgain()
    },
  }
}
