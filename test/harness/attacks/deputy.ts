import { expect } from '@playwright/test'
import { grant, type Tab, untilSeen } from '../driver.ts'
import { all } from '../site.ts'
import { type Attacker, type Attacks, inFrames } from './attacker.ts'

/** Frames in which a site with access stands: whoever frames it must not act through it, nor it through them. */
export const deputy: Attacks = {
  // Tried without `frameId !== 0` in lib/broker/caller.ts: the frame was answered, and its request waited for the owner.
  // Tried with `all_frames` in the manifest and without `window.top` in lib/page/api.ts: the frame had the API.
  'b.test in a.test: no API, and a Port opened from the frame’s isolated world is refused': async attacker => {
    await grant(attacker, await attacker.open('b.test'), [all('notes', 'read', 'create')])
    await nested(attacker, ['a.test', 'b.test'])
  },

  // Tried likewise: the inner frames were answered, and had the API.
  'a.test in b.test in a.test: no API in any frame, though a.test has access': async attacker => {
    await grant(attacker, await attacker.open('a.test'), [all('notes', 'read', 'create')])
    await nested(attacker, ['a.test', 'b.test', 'a.test'])
  },
}

async function nested(attacker: Attacker, [top = '', ...inner]: string[]): Promise<void> {
  let src = ''
  for (const [depth, host] of [...inner].reverse().entries()) {
    attacker.pages.set(
      `/frame${depth}`,
      `<!doctype html><script>top.postMessage('here', '*')</script>${src && `<iframe src="${src}"></iframe>`}`,
    )
    src = `${attacker.origin(host)}/frame${depth}`
  }
  const page: Tab = await attacker.visit(`${attacker.origin(top)}/?around`)
  await page.evaluate(src => {
    window.seen = []
    addEventListener('message', ({ data }) => data === 'here' && window.seen.push(data))
    document.body.append(Object.assign(document.createElement('iframe'), { src }))
  }, src)
  await untilSeen(page, inner.length)
  const apis = await inFrames(attacker, page, 'MAIN', () => typeof window.allod)
  expect(apis).toEqual(['object', ...inner.map(() => 'undefined')])

  // As if the frame had got hold of what a content script of ours holds.
  const answers = await inFrames(attacker, page, 'ISOLATED', () => {
    if (window === window.top) return 'top'
    const port = chrome.runtime.connect({ name: 'page' })
    const scopes = [{ collection: 'tasks', access: ['read'], fields: '*', records: 'all' }]
    return new Promise<unknown>(resolve => {
      const codes: unknown[] = []
      port.onMessage.addListener(({ answers = [] }: Message) => {
        for (const { error } of answers) codes.push(error?.code)
        if (answers.some(({ id }) => id === 4)) resolve(codes)
      })
      port.postMessage({
        calls: [
          { n: 1, method: 'find', params: { collection: 'notes' } },
          { n: 2, method: 'put', params: { collection: 'notes', record: { text: 'forged' } } },
          { n: 3, method: 'permissions.request', params: { scopes } },
          { n: 4, method: 'permissions.query', params: {} },
        ],
        gestures: [3],
      })
    })
  })
  expect(answers).toEqual(['top', ...inner.map(() => Array(4).fill('not_top_level'))])
  expect(await attacker.countConsents()).toBe(0)
}

interface Message {
  answers?: { id: number; error?: { code: string } }[]
}
declare const chrome: {
  runtime: {
    connect(info: { name: string }): {
      onMessage: { addListener(listener: (message: Message) => void): void }
      postMessage(message: unknown): void
    }
  }
}
