import { showWelcome, startBroker } from '../lib/broker/index.ts'
import { Owner } from '../lib/owner/index.ts'
import { browser, type Runtime } from '../lib/platform/browser.ts'
import { pagePort } from '../lib/protocol/page.ts'

export default defineBackground({
  type: 'module',
  // Every listener is bound before the first wait: an event that woke the background is lost otherwise.
  main() {
    const owner = new Owner(browser.runtime.getURL(''))
    const ready = startBroker('allod', news => owner.tell(news))

    browser.runtime.onConnect.addListener(port => {
      const early: unknown[] = []
      const keep = (message: unknown) => early.push(message)
      let gone = false
      port.onMessage.addListener(keep)
      port.onDisconnect.addListener(() => {
        gone = true
      })
      void ready.then(
        service => {
          if (gone) return
          port.onMessage.removeListener(keep)
          if (port.name === pagePort) service.connect(port as Runtime.Port, early)
          else owner.connect(port as Runtime.Port, early, service)
          // Without a store there is nobody to talk to: whoever asks tries again, and gives up after some times.
        },
        () => port.disconnect(),
      )
    })
    browser.tabs.onRemoved.addListener(tab => void ready.then(service => service.tabClosed(tab)))
    browser.tabs.onUpdated.addListener((_tab, { status }) => {
      if (status) void ready.then(service => service.tabsChanged())
    })
    browser.alarms.onAlarm.addListener(() => void ready.then(service => service.tick()))
    browser.runtime.onInstalled.addListener(({ reason }) => {
      const greet = () => (reason === 'install' ? showWelcome() : undefined)
      void ready.then(service => service.audience.installed()).then(greet, greet)
    })
    // Firefox updates at once unless somebody listens, Chromium when nothing of ours is open: no consent is torn away.
    browser.runtime.onUpdateAvailable.addListener(() => {
      if (!('getBrowserInfo' in browser.runtime)) return
      void ready.then(service => service.whenNobodyAsks()).finally(() => browser.runtime.reload())
    })
    browser.permissions.onAdded.addListener(
      ({ origins = [] }) => void ready.then(service => service.audience.given(origins)),
    )
    browser.permissions.onRemoved.addListener(() => void ready.then(service => service.audience.taken()))
    browser.runtime.onStartup.addListener(() => {}) // being woken is all it takes
  },
})
