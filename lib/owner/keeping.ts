import type { Service } from '../broker/index.ts'
import type { KeepingService } from '../protocol/owner.ts'

export function keepingService({ store }: Service): KeepingService {
  return {
    async hasRecords() {
      return (await store.talliesOf(store.identity.space).all()).some(({ records }) => records > 0)
    },
  }
}
