import type { Service as BrokerService } from '../broker/index.ts'
import type { Backup } from '../sync/index.ts'

/** All that our own pages may ask something of. */
export type Service = BrokerService & { backup: Backup }
