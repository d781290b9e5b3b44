/**
 * A backup for pages of ours to show, where none is: what they ask the background about it is answered here, in the page,
 * and all else goes its way. For looking at each state and step; the real one is tried in journeys of its own.
 */
import type { Page } from 'playwright'
import type { BackupService, BackupView } from '../../lib/protocol/backup.ts'

type Answers = { [M in keyof BackupService]?: { value: Awaited<ReturnType<BackupService[M]>> } | { error: Failure } }
interface Failure {
  name: string
  message: string
}

declare global {
  interface Window {
    fakeBackup: {
      view: BackupView
      /** By method. What has no answer waits until there is one. */
      answers: Record<string, { value: unknown } | { error: Failure }>
      /** What was asked for, and with what. */
      calls: { method: string; given: unknown[] }[]
      /** Lets the page look again. */
      tell(): void
    }
  }
}

export const backupOff: BackupView = {
  phase: 'off',
  endpoint: null,
  upToDate: null,
  isWaiting: false,
  problem: null,
  progress: null,
  devices: [],
  warnings: [],
  store: null,
  fingerprint: null,
  kitCode: null,
  exportedAt: null,
  drilledAt: null,
  recipient: null,
}

/** Before the page is opened. */
export async function fakeBackup(page: Page, view: Partial<BackupView> = {}, answers: Answers = {}): Promise<void> {
  await page.addInitScript(install, { view: { ...backupOff, ...view }, answers })
}

/** Another state, or other answers, from now on. */
export async function nowBackup(page: Page, view: Partial<BackupView>, answers: Answers = {}): Promise<void> {
  await page.evaluate(
    ([view, answers]) => {
      const fake = window.fakeBackup
      fake.view = { ...fake.view, ...view }
      Object.assign(fake.answers, answers)
      fake.tell()
    },
    [view, answers] as const,
  )
}

/** What was asked of the backup by that name. */
export const callsOf = (page: Page, method: keyof BackupService): Promise<unknown[][]> =>
  page.evaluate(
    method => window.fakeBackup.calls.filter(call => call.method === method).map(({ given }) => given),
    method,
  )

/** Runs in the page, before its own scripts. The form of the messages is Comlink's. */
function install({ view, answers }: { view: BackupView; answers: object }): void {
  type Listener = (message: unknown) => void
  interface Call {
    id: string
    type: string
    path?: string[]
    argumentList?: { value: unknown }[]
  }
  interface Port {
    postMessage(message: Call): void
    onMessage: { addListener(listener: Listener): void }
  }
  const methods = [
    ...['backup', 'probe', 'deviceKeys', 'startBackup', 'look', 'restoreBackup', 'stopRestore', 'drill', 'backUpNow'],
    ...['uploadAgain', 'changeEndpoint', 'leaveBackup', 'setRecipient', 'noteExport'],
  ]
  const news = new Set<Listener>()
  const waiting: (() => void)[] = []
  const fake: Window['fakeBackup'] = {
    view,
    answers: { ...answers },
    calls: [],
    tell: () => {
      for (const again of waiting.splice(0)) again()
      for (const listener of news) listener('backup')
    },
  }
  Object.assign(window, { fakeBackup: fake })

  const answer = (call: Call, listeners: Set<Listener>, isNew = true) => {
    const { id, path = [], argumentList = [] } = call
    const method = path[0] ?? ''
    const found = method === 'backup' ? { value: fake.view } : fake.answers[method]
    if (isNew) fake.calls.push({ method, given: argumentList.map(({ value }) => value) })
    if (!found) {
      waiting.push(() => answer(call, listeners, false))
      return
    }
    const message =
      'error' in found
        ? { id, type: 'HANDLER', name: 'throw', value: { isError: true, value: { ...found.error, stack: '' } } }
        : { id, type: 'RAW', value: found.value }
    setTimeout(() => {
      for (const listener of listeners) listener(message)
    })
  }
  const wrap = (port: Port, name: string): Port => {
    const listeners = name === 'news' ? news : new Set<Listener>()
    const addListener = port.onMessage.addListener.bind(port.onMessage)
    const post = port.postMessage.bind(port)
    port.onMessage.addListener = listener => {
      listeners.add(listener)
      addListener(listener)
    }
    port.postMessage = message => {
      const isMine = name === 'service' && message.type === 'APPLY' && methods.includes(message.path?.[0] ?? '')
      if (isMine) answer(message, listeners)
      else post(message)
    }
    return port
  }
  const worlds = globalThis as unknown as Record<
    string,
    { runtime: { connect(info: { name: string }): Port } } | undefined
  >
  for (const world of [worlds.chrome, worlds.browser]) {
    if (!world) continue
    const connect = world.runtime.connect.bind(world.runtime)
    world.runtime.connect = info => wrap(connect(info), info.name)
  }
}
