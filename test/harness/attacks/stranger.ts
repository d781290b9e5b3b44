/** Another extension, made for the test: it may do everything on websites, and wants what is ours. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const strangerId = 'stranger@allod.invalid'

/** @returns a folder with the extension; whoever asks for it removes it */
export function makeStranger(): string {
  const folder = mkdtempSync(join(tmpdir(), 'allod-stranger-'))
  const manifest = {
    manifest_version: 3,
    name: 'Stranger',
    version: '1',
    // As ours: Chromium connects no two extensions that serialize in two ways.
    message_serialization: 'structured_clone',
    permissions: ['scripting', 'tabs', 'storage'],
    host_permissions: ['<all_urls>'],
    browser_specific_settings: { gecko: { id: strangerId } },
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'stranger.html'), '<!doctype html><title>Stranger</title>')
  return folder
}

/** Runs in a page of the stranger. @returns what it got hold of; nothing is [] */
export async function pry({ id, extension }: { id: string; extension: string }): Promise<unknown[]> {
  const got: unknown[] = []
  for (const name of ['page', 'service', 'news', '']) {
    await new Promise<unknown>(resolve => {
      const port = chrome.runtime.connect(id, { name })
      port.onDisconnect.addListener(resolve)
      // Only where somebody listens, and keeps silent.
      setTimeout(() => {
        got.push(`the Port ${name} stays open`)
        resolve(0)
      }, 10_000)
      port.onMessage.addListener(message => {
        got.push(message)
        resolve(0)
      })
      try {
        port.postMessage({ calls: [{ n: 1, method: 'permissions.query', params: {} }] })
        port.postMessage({ id: 1, type: 'APPLY', path: ['sites'], argumentList: [] })
      } catch {} // closed already
    })
  }
  await chrome.runtime.sendMessage(id, { allod: 'wake' }).then(
    answer => answer !== undefined && got.push(answer),
    () => {},
  )
  for (const path of ['consent.html', 'popup.html', 'manifest.json', 'bridge.js']) {
    await fetch(`${extension}/${path}`).then(
      () => got.push(`fetched ${path}`),
      () => {},
    )
  }
  const tabs = await chrome.tabs.query({})
  for (const tab of tabs.filter(({ url }) => url?.startsWith(extension))) {
    await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: () => document.body.innerText }).then(
      results => got.push(results),
      () => {},
    )
    await chrome.tabs.sendMessage(tab.id, { allod: 'wake' }).then(
      answer => answer !== undefined && got.push(answer),
      () => {},
    )
  }
  return tabs.some(({ url }) => url?.startsWith(extension)) ? got : ['no page of ours was open']
}

interface Port {
  postMessage(message: unknown): void
  onMessage: { addListener(listener: (message: unknown) => void): void }
  onDisconnect: { addListener(listener: (port: unknown) => void): void }
}
declare const chrome: {
  runtime: {
    connect(id: string, info: { name: string }): Port
    sendMessage(id: string, message: unknown): Promise<unknown>
  }
  tabs: {
    query(what: object): Promise<{ id: number; url?: string }[]>
    sendMessage(tab: number, message: unknown): Promise<unknown>
  }
  scripting: { executeScript(what: object): Promise<unknown> }
}
