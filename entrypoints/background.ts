import { Opening, showWelcome, startBroker } from '../lib/broker/index.ts'
import { Owner } from '../lib/owner/index.ts'
import { openLane } from '../lib/page/open-lane.ts'
import { browser, type Runtime } from '../lib/platform/browser.ts'
import type { News } from '../lib/protocol/owner.ts'
import { pagePort } from '../lib/protocol/page.ts'
import { troubleOf } from '../lib/store/trouble.ts'
import { type Backup, backupAlarm, startBackup } from '../lib/sync/index.ts'

/** Firefox stays on the Port: its background is no worker, and a frame of ours would tell pages the profile's own id. */
const laneOpener = import.meta.env.FIREFOX
  ? undefined
  : (tabId: number, documentId: string, token: string) =>
      browser.scripting.executeScript({
        target: { tabId, documentIds: [documentId] } as never, // newer than the polyfill's types
        func: openLane as never,
        args: [token],
        injectImmediately: true,
      })

export default defineBackground({
  type: 'module',
  // Every listener is bound before the first wait: an event that woke the background is lost otherwise.
  main() {
    const owner = new Owner(browser.runtime.getURL(''))
    const opening = new Opening({
      async start(blocked) {
        let backup: Backup | undefined
        const tell = (news: News) => {
          owner.tell(news)
          // What was written, and what access was taken back.
          if (news === 'records' || news === 'grants') backup?.wrote()
        }
        const service = await startBroker('allod', tell, blocked, laneOpener)
        backup = startBackup(service, () => owner.tell('backup'))
        return { ...service, backup }
      },
      troubleOf,
      opened: () => owner.callBack(),
      // Each call of the browser's own interfaces begins the 30 idle seconds anew.
      stayAwake() {
        const timer = setInterval(() => void browser.runtime.getPlatformInfo(), 20_000)
        return () => clearInterval(timer)
      },
    })

    browser.runtime.onConnect.addListener(port => {
      const early: unknown[] = []
      const keep = (message: unknown) => early.push(message)
      let gone = false
      port.onMessage.addListener(keep)
      port.onDisconnect.addListener(() => {
        gone = true
      })
      opening.ask(
        service => {
          if (gone) return
          port.onMessage.removeListener(keep)
          if (port.name === pagePort) service.connect(port as Runtime.Port, early)
          else owner.connect(port as Runtime.Port, early, service)
        },
        trouble => {
          if (gone) return
          // A site tries again, gives up after some times, and is not told why.
          if (port.name === pagePort) port.disconnect()
          else owner.refuse(port as Runtime.Port, trouble)
        },
      )
    })
    // From our own pages alone: a worker hears of nobody else.
    addEventListener('message', ({ data, ports: [lane, done] }) => {
      done?.postMessage(true) // the frame that has brought it may go
      if (lane) opening.ask(service => service.adoptLane(data?.lane, lane))
    })
    browser.tabs.onRemoved.addListener(tab => opening.ask(service => void service.tabClosed(tab)))
    browser.tabs.onUpdated.addListener((_tab, { status }) => {
      if (status) opening.ask(service => void service.tabsChanged())
    })
    browser.alarms.onAlarm.addListener(({ name }) =>
      opening.ask(({ backup, tick }) => void (name === backupAlarm ? backup.tick() : tick())),
    )
    browser.runtime.onInstalled.addListener(({ reason }) => {
      const greet = () => (reason === 'install' ? showWelcome() : undefined)
      opening.ask(service => void service.audience.installed().then(greet, greet), greet)
    })
    // Firefox updates at once unless somebody listens, Chromium when nothing of ours is open: no consent is torn away.
    browser.runtime.onUpdateAvailable.addListener(() => {
      if (!('getBrowserInfo' in browser.runtime)) return
      const reload = () => browser.runtime.reload()
      // Where the store could not be opened, an update is what helps.
      opening.ask(service => void service.whenNobodyAsks().finally(reload), reload)
    })
    browser.permissions.onAdded.addListener(({ origins = [] }) =>
      opening.ask(service => void service.audience.given(origins)),
    )
    browser.permissions.onRemoved.addListener(() => opening.ask(service => void service.audience.taken()))
    browser.runtime.onStartup.addListener(() => {}) // being woken is all it takes
  },
})
