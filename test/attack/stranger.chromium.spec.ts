import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { extensionArgs } from '../../scripts/browsers.mjs'
import { attackerOf, test as base } from '../harness/attacks/attacker.chromium.ts'
import { makeStranger, pry } from '../harness/attacks/stranger.ts'
import { expect } from '../harness/browser.ts'
import { launch } from '../harness/chromium.ts'
import { ask } from '../harness/driver.ts'
import { all } from '../harness/site.ts'

const ours = fileURLToPath(new URL('../../.output/chrome-mv3', import.meta.url))

// Tried with `onConnectExternal` leading to the same listener as `onConnect` in entrypoints/background.ts: the stranger was
// answered (with a refusal; lib/broker/caller.ts stands behind it). Without a listener the browser closes its Ports.
base('another extension speaks to ours, reads its files and reaches into its windows: nothing', async ({ hostile }) => {
  const folder = makeStranger()
  // Both are named again, because the later of two such arguments is the one that counts.
  const browser = await launch({ args: extensionArgs(`${ours},${folder}`) })
  try {
    const attacker = attackerOf(browser, hostile)
    await ask(attacker, await attacker.open('a.test'), [all('notes', 'read')])
    const page = await attacker.visit(`chrome-extension://${idOf(folder)}/stranger.html`)
    expect(await page.evaluate(pry, { id: browser.extensionId, extension: attacker.extension })).toEqual([])
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Chromium names an extension without a key after the folder it stands in. */
function idOf(folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  return [...hash].map(digit => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('')
}
