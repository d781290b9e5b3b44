// Draws the extension's icons from docs/pictures/icon.svg into public/icon/. Run it when the drawing has changed.
import { mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { findChromium } from './browsers.mjs'

/** Pixels → the margin on each side: the stores want one around the large icon, and none around the small ones. */
const margins = { 16: 0, 32: 0, 48: 0, 128: 16 }

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const drawing = Buffer.from(await readFile('docs/pictures/icon.svg')).toString('base64')
const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] })
const page = await browser.newPage()
await mkdir('public/icon', { recursive: true })
for (const [size, margin] of Object.entries(margins)) {
  await page.setViewportSize({ width: Number(size), height: Number(size) })
  await page.setContent(
    `<img src="data:image/svg+xml;base64,${drawing}" style="position: fixed; inset: ${margin}px; width: ${size - 2 * margin}px">`,
  )
  await page.screenshot({ path: `public/icon/${size}.png`, omitBackground: true })
}
await browser.close()
