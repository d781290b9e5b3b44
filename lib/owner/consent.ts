import type { Service } from '../broker/index.ts'
import { type ConsentService, decisionSchema } from '../protocol/sharing.ts'
import { browseService } from './browse.ts'

/** @param tab the tab that this page stands in, as the browser says */
export function consentService({ requests, store }: Service, tab: number | undefined): ConsentService {
  return {
    ...browseService(store, collection => requests.asksFor(collection)),
    async current() {
      return requests.current()
    },
    async decide(decision) {
      return requests.decide(decisionSchema.parse(decision), tab)
    },
  }
}
