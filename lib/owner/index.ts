/** The service that our own pages call. Each page gets its own list of functions, by its path. */

import type { Runtime } from '../platform/browser.ts'
import { type News, newsPort, servicePort } from '../protocol/owner.ts'
import type { Trouble, TroubleNews } from '../protocol/trouble.ts'
import { activityService } from './activity.ts'
import { archiveService } from './archive.ts'
import { backupService } from './backup.ts'
import { consentService } from './consent.ts'
import { dashboardService } from './dashboard.ts'
import { popupService } from './popup.ts'
import { exposeOver, ownPage } from './serve.ts'
import type { Service } from './service.ts'
import { welcomeService } from './welcome.ts'

const services: ReadonlyMap<string, (service: Service, tab: number | undefined) => object> = new Map<
  string,
  (service: Service, tab: number | undefined) => object
>([
  ['/consent.html', consentService],
  ['/popup.html', popupService],
  ['/welcome.html', welcomeService],
  [
    '/dashboard.html',
    service => ({
      ...dashboardService(service),
      ...archiveService(service),
      ...activityService(service),
      ...backupService(service),
    }),
  ],
])

export class Owner {
  readonly #root: string
  readonly #listeners = new Set<Runtime.Port>()
  /** Of pages that were told why there is no store. */
  readonly #refused = new Set<Runtime.Port>()

  /** @param root our own pages' address, as `runtime.getURL('')` gives it */
  constructor(root: string) {
    this.#root = root
  }

  /** @returns whether the Port was one of ours; a stranger's is closed */
  connect(port: Runtime.Port, messages: unknown[], service: Service): void {
    const page = ownPage(port, this.#root)
    const make = page && services.get(page.path)
    if (!make) port.disconnect()
    else if (port.name === newsPort) this.#listen(port)
    else if (port.name === servicePort) exposeOver(port, make(service, page.tab), messages)
  }

  /** There is no store to speak of: the page is told why, and left to show it. */
  refuse(port: Runtime.Port, trouble: Trouble): void {
    const page = ownPage(port, this.#root)
    if (!page || !services.has(page.path)) {
      port.disconnect()
      return
    }
    this.#refused.add(port)
    port.onDisconnect.addListener(() => this.#refused.delete(port))
    const news: TroubleNews = { trouble }
    if (port.name === newsPort) port.postMessage(news)
  }

  /** Now there is one: a page connects again as soon as its Port has gone. */
  callBack(): void {
    for (const port of this.#refused) port.disconnect()
    this.#refused.clear()
  }

  tell(news: News): void {
    for (const port of this.#listeners) port.postMessage(news)
  }

  #listen(port: Runtime.Port): void {
    this.#listeners.add(port)
    port.onDisconnect.addListener(() => this.#listeners.delete(port))
  }
}
