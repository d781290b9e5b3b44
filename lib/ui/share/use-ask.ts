import type { BrowseService } from '../../protocol/browse.ts'

/** Asks the background for records to show; every service that can is fit for it. */
export type Browse = <R>(question: (service: BrowseService) => Promise<R>) => Promise<R>
