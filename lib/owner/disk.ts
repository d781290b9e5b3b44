import type { Service } from '../broker/index.ts'
import type { DiskService } from '../protocol/owner.ts'

export function diskService({ store }: Service): DiskService {
  return { isDiskLow: async () => store.isDiskLow() }
}
