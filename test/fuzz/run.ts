/** Generated messages at the page's door of the real extension: it lives, tells nothing, and what others wrote stays. */
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { build } from 'vite'
import { parseFields } from '../../lib/protocol/record.ts'
import { type Driver, grant, type Tab } from '../harness/driver.ts'
import { all } from '../harness/site.ts'
import type { Fuzzed } from './page.ts'

/** After so many, the document is another one: what a page spoils is its own. */
const perDocument = 1_000

export async function fuzz(driver: Driver, seed: number, count: number): Promise<void> {
  const script = await bundle()
  const honest = await driver.open('honest')
  await grant(driver, honest, [
    all('documents', 'read', 'create'),
    all('contacts', 'read', 'create'),
    all('com.example.secret', 'read', 'create'),
  ])
  await honest.evaluate(async () => {
    for (const collection of ['documents', 'contacts', 'com.example.secret'] as const) {
      for (const id of ['a', 'b', 'c', 'd']) {
        await window.allod.collection(collection).put({ id, title: `secret of the honest ${id}`, body: 'x' })
      }
    }
  })
  const before = { honest: await contentOf(honest), names: await driver.prototypeOfBackground() }

  const attackers = [await driver.open('evil'), await driver.open('wicked')]
  for (const attacker of attackers) {
    await attacker.bringToFront()
    await grant(
      driver,
      attacker,
      [
        all('notes', 'read', 'create', 'update', 'delete'),
        { collection: 'documents', access: ['read', 'create', 'update', 'delete'], fields: '*', records: 'own' },
      ],
      'Delete notes',
      'Delete documents',
    )
  }
  const outcomes: Record<string, number> = {}
  for (let done = 0, round = 0; done < count; round++) {
    const attacker = attackers[round % attackers.length] as Tab
    await attacker.reload()
    await attacker.evaluate(script)
    const some = Math.min(perDocument, count - done)
    const fuzzed = (await attacker.evaluate(`fuzzing.fuzz(${seed + round}, ${some})`)) as Fuzzed
    expect(fuzzed.faults, `seed ${seed + round}`).toEqual([])
    expect(await attacker.evaluate(() => Object.keys(Object.prototype))).toEqual([])
    for (const [code, times] of Object.entries(fuzzed.outcomes)) outcomes[code] = (outcomes[code] ?? 0) + times
    done += some
  }
  console.log(`seed ${seed}, ${count} messages:`, outcomes)
  expect(outcomes.ok).toBeGreaterThan(count / 20) // or the generator has nothing right
  expect(outcomes.invalid_request).toBeGreaterThan(count / 20)

  expect(await contentOf(honest)).toEqual(before.honest)
  expect(await driver.prototypeOfBackground()).toEqual(before.names)
  const notes = JSON.parse(
    await (attackers[0] as Tab).evaluate(async () => {
      const { records } = await window.allod.collection('notes').find({ limit: 10_000 })
      return JSON.stringify(records)
    }),
  )
  for (const { id, _rev, ...fields } of notes) {
    expect(typeof id === 'string' && typeof _rev === 'string').toBe(true)
    expect(parseFields(fields, 'record')).toEqual(fields)
  }
}

const contentOf = (honest: Tab): Promise<unknown> =>
  honest.evaluate(() =>
    Promise.all(
      (['contacts', 'com.example.secret', 'documents'] as const).map(async collection => {
        const { records } = await window.allod.collection(collection).find({ limit: 10_000 })
        // Two attackers may make documents of their own.
        return records.filter(({ title }) => String(title).startsWith('secret of the honest'))
      }),
    ),
  )

/** What runs in the page, as one script that names it `fuzzing`. */
async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('./page.ts', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'fuzzing' } },
  })
  const [output] = Array.isArray(built) ? built : [built]
  if (!output || !('output' in output)) throw new Error('There is nothing to run in the page.')
  return `${output.output[0].code}\n;globalThis.fuzzing = fuzzing; void 0`
}
