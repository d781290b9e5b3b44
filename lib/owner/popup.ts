import type { Service } from '../broker/index.ts'
import type { PopupService } from '../protocol/owner.ts'
import { siteAudienceService } from './audience.ts'
import { backupOff } from './backup-off.ts'
import { browseService } from './browse.ts'
import { diskService } from './disk.ts'
import { keepingService } from './keeping.ts'
import { sitesService } from './sites.ts'

export function popupService(service: Service): PopupService {
  const { requests, store } = service
  return {
    ...sitesService(service),
    ...browseService(store),
    ...siteAudienceService(service),
    ...diskService(service),
    ...keepingService(service),
    ...backupOff,
    async waiting() {
      return requests.waiting
    },
    async showWaiting() {
      await requests.showAgain()
    },
  }
}
