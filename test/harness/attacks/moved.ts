import { expect } from '@playwright/test'
import { codeOf, grant, untilSeen } from '../driver.ts'
import { all } from '../site.ts'
import { type Attacks, untilTabAt } from './attacker.ts'
import { forge } from './forge.ts'

const find = `await allod.collection('notes').find()`

/** Documents that take another one's place, or another one's name. */
export const moved: Attacks = {
  // Says that it holds: the browser tells the true origin whatever the page calls itself.
  'a site that takes the name above its own by document.domain stays who it is': async attacker => {
    await grant(attacker, await attacker.open('a.test'), [all('notes', 'read')])
    const page = await attacker.open('sub.a.test')
    const named = await page.evaluate(() => {
      try {
        document.domain = 'a.test' // a browser may not know this any more
      } catch {}
      return origin
    })
    expect(named).toBe(attacker.origin('sub.a.test'))
    expect(await codeOf(page, find)).toBe('not_permitted')
  },

  // Not seen to fail: the new document has a bridge and a Port of its own, and nothing could be taken away alone.
  'a frame sends the page around it elsewhere: what stands there then has its own rights, and no channel of before':
    async attacker => {
      attacker.pages.set('/elsewhere', `<!doctype html>${forge}<title>Elsewhere</title>`)
      attacker.pages.set(
        '/frame',
        `<!doctype html><script>
          onmessage = () => { top.location = '${attacker.origin('b.test')}/elsewhere' }
        </script>`,
      )
      const page = await attacker.open('a.test')
      await grant(attacker, page, [all('notes', 'read', 'create')])
      await page.evaluate(async () => {
        await window.allod.collection('notes').put({ text: 'of a.test' })
        // Without a sandbox the browser asks for a gesture before a frame of another site may do so.
        const frame = Object.assign(document.createElement('iframe'), { src: '/frame' })
        const loaded = new Promise(resolve => frame.addEventListener('load', resolve))
        document.body.append(frame)
        await loaded
        frame.contentWindow?.postMessage('go', '*')
      })
      const elsewhere = await untilTabAt(attacker, `${attacker.origin('b.test')}/elsewhere`)
      expect(await codeOf(elsewhere, find)).toBe('not_permitted')
      const answers = await elsewhere.evaluate(() => window.forge(window, window.forgedCalls))
      expect(answers.map(({ error }) => error?.code)).toEqual(['not_permitted', 'not_permitted'])
    },

  // Not seen to fail: says that a page which loses its listeners waits for nothing in vain.
  'a page is written anew by document.open from a window of its own site: every call settles, nothing is taken over':
    async attacker => {
      attacker.pages.set(
        '/frame',
        `<!doctype html><script>
          onmessage = () => {
            const { document: page } = opener
            page.open()
            page.write('<!doctype html><title>Written</title><p>anew')
            page.close()
          }
          opener.postMessage('here', '*')
        </script>`,
      )
      const page = await attacker.open('a.test')
      await grant(attacker, page, [all('notes', 'read')])
      await page.evaluate(async () => {
        window.seen = []
        const opened = open('/frame') as Window
        await new Promise(resolve => {
          addEventListener('message', resolve, { once: true })
        })
        const told = (name: string) =>
          [
            () => window.seen.push(`${name} answered`),
            ({ code }: { code: string }) => window.seen.push(`${name} ${code}`),
          ] as const
        opened.postMessage('go', '*')
        const { allod } = window
        void allod
          .collection('notes')
          .find()
          .then(...told('before'))
        void allod
          .collection('tasks')
          .find()
          .then(...told('ungranted'))
      })
      await expect.poll(() => page.evaluate(() => document.title)).toBe('Written')
      await untilSeen(page, 2)
      const seen = await page.evaluate(() => window.seen)
      expect(seen).toContain('ungranted not_permitted')
      expect(seen).toContain('before answered')
      // Whatever stands there now is the same site, by the browser's word.
      const after = await codeOf(page, find)
      expect([null, 'extension_unavailable']).toContain(after)
      expect(await codeOf(page, `await allod.collection('tasks').find()`)).toMatch(
        /not_permitted|extension_unavailable/,
      )
    },
}
