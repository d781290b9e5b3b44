import { expect } from '@playwright/test'
import { codeOf, grant, untilSeen } from '../driver.ts'
import { all } from '../site.ts'
import type { Attacker, Attacks } from './attacker.ts'
import { forge } from './forge.ts'

/** Documents that show a site's address, or inherit from it, and are not the site. */
export const opaque: Attacks = {
  // Tried without `isTrustworthy` in lib/broker/caller.ts: `not_permitted`, the answer for a site like any other.
  // Tried without `origin === 'null'` in lib/page/api.ts: the document had the API.
  'a document under `CSP: sandbox` of a site with access: no API, and a forged call is a SecurityError':
    async attacker => {
      await granted(attacker)
      attacker.pages.set('/sandboxed', {
        body: `<!doctype html>${forge}`,
        headers: { 'content-security-policy': 'sandbox allow-scripts' },
      })
      const page = await attacker.visit(`${attacker.origin('a.test')}/sandboxed`)
      expect(await page.evaluate(() => [typeof window.allod, origin])).toEqual(['undefined', 'null'])
      const answers = await page.evaluate(() => window.forge(window, window.forgedCalls))
      expect(answers).toMatchObject([
        { ok: false, error: { name: 'SecurityError', code: 'insecure_or_opaque_origin' } },
        { ok: false, error: { name: 'SecurityError', code: 'insecure_or_opaque_origin' } },
      ])
      expect(await records(attacker)).toEqual([])
    },

  // Tried with `all_frames` in the manifest and without `window.top` in lib/page/api.ts: some of them had the API.
  'sandboxed, data: and srcdoc frames in a page with access: no API, and what they forge is not answered':
    async attacker => {
      await granted(attacker)
      const told = `${forge}<script>
      forge(window, forgedCalls)
      forge(parent, forgedCalls)
      parent.postMessage({ api: typeof allod }, '*')
      addEventListener('message', ({ data }) => { if (data === 'heard?') parent.postMessage({ heard }, '*') })
    </script>`
      attacker.pages.set('/frame', told)
      const page = await attacker.open('a.test')
      await page.evaluate(told => {
        window.seen = []
        addEventListener('message', ({ data }) => {
          if (data.api) window.seen.push(data.api)
          if (data.heard) window.seen.push(`${data.heard.length} heard`)
        })
        for (const frame of [
          { src: '/frame', sandbox: 'allow-scripts' },
          { srcdoc: told, sandbox: 'allow-scripts' },
          { src: `data:text/html,${encodeURIComponent(told)}` },
          { srcdoc: told },
        ]) {
          document.body.append(Object.assign(document.createElement('iframe'), frame))
        }
      }, told)
      await untilSeen(page, 4)
      expect(await page.evaluate(() => window.seen)).toEqual(Array(4).fill('undefined'))
      for (let i = 0; i < 3; i++) expect(await records(attacker)).toEqual([])
      expect(await codeOf(page, `await allod.collection('notes').find()`)).toBeNull()
      await page.evaluate(() => {
        for (const frame of document.querySelectorAll('iframe')) frame.contentWindow?.postMessage('heard?', '*')
      })
      await untilSeen(page, 8)
      expect(await page.evaluate(() => window.seen.slice(4))).toEqual(Array(4).fill('0 heard'))
    },

  // Tried with `match_origin_as_fallback` in the manifest: a bridge stood in the blank window, and answered.
  'about:blank and blob: documents that a site opens as windows: no API there, and nobody answers': async attacker => {
    await granted(attacker)
    const page = await attacker.open('a.test')
    const shown = await page.evaluate(async forge => {
      const tell = `${forge}<script>
        forge(window, forgedCalls)
        opener.postMessage({ api: typeof allod, origin }, '*')
      </script>`
      const told = () =>
        new Promise<unknown>(resolve => {
          addEventListener('message', ({ data }) => resolve([data.api, data.origin]), { once: true })
        })
      const blank = open('about:blank') as Window & typeof globalThis
      const fromBlank = told()
      blank.document.write(tell)
      const results = [await fromBlank]
      const fromBlob = told()
      const blob = open(URL.createObjectURL(new Blob([tell], { type: 'text/html' }))) as Window & typeof globalThis
      results.push(await fromBlob)
      for (let i = 0; i < 3; i++) await window.allod.collection('notes').find()
      const { records } = await window.allod.collection('notes').find()
      return { results, records, heard: [blank.heard, blob.heard] }
    }, forge)
    const origin = attacker.origin('a.test')
    expect(shown).toEqual({
      results: [
        ['undefined', origin],
        ['undefined', origin],
      ],
      records: [],
      heard: [[], []],
    })
  },
}

async function granted(attacker: Attacker): Promise<void> {
  await grant(attacker, await attacker.open('a.test'), [all('notes', 'read', 'create')])
}

/** What the site sees in its store, from a page of its own. */
async function records(attacker: Attacker): Promise<unknown[]> {
  const page = await attacker.open('a.test')
  const found = await page.evaluate(async () => (await window.allod.collection('notes').find()).records)
  await page.close()
  return found
}
