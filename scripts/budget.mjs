import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

// What every website's page is given, whether it calls us or not. See "page that never calls" in the goals.
const limit = 4096
// As lib/broker/scripts.ts has them.
const files = ['bridge.js', 'page-api.js']

let over = false
for (const build of ['chrome-mv3', 'firefox-mv3']) {
  const folder = join('.output', build)
  let total = 0
  for (const file of files) {
    const size = gzipSync(await readFile(join(folder, file))).length
    total += size
    console.log(`${build}  ${file}  ${size} bytes`)
  }
  console.log(`${build}  in all  ${total} of fewer than ${limit} bytes, compressed`)
  over ||= total >= limit
}
if (over) console.error('Too much is put into every page.')
process.exitCode = over ? 1 : 0
