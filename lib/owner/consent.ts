import type { Service } from '../broker/index.ts'
import { type ConsentService, decisionSchema } from '../protocol/owner.ts'

/** @param tab the tab that this page stands in, as the browser says */
export function consentService({ requests }: Service, tab: number | undefined): ConsentService {
  return {
    async current() {
      return requests.current()
    },
    async decide(decision) {
      return requests.decide(decisionSchema.parse(decision), tab)
    },
  }
}
