// Seen to fail: with `hasOwn`, `keys` and `isArray` looked up anew at each use in lib/page/copy.ts, the page's own versions
// spoil what is sent (“poisoned: undefined is no JSON value”). With `define` there assigning, setters of the page swallow
// `text` and `tags`.
import { expect } from '@playwright/test'
import { codeOf, grant, type Journeys } from '../driver.ts'
import { all } from '../site.ts'

export const poison: Journeys = {
  'a page that poisons what copies its records stores what it said, with no more and no less': async driver => {
    const page = await driver.open('library')
    await grant(driver, page, [all('notes', 'read', 'create')])
    await page.evaluate(() => {
      // As careless libraries do, and before this document has used the API.
      Object.keys = () => ['poisoned']
      Object.hasOwn = () => false
      Array.isArray = ((_value: unknown) => false) as typeof Array.isArray
      Object.defineProperty = object => object
      Object.getPrototypeOf = () => null
      JSON.stringify = () => '"poisoned"'
      for (const name of ['text', 'tags', 'fields', 'origin', 'gestures', 'scopes']) {
        Reflect.defineProperty(Object.prototype, name, { set() {}, get: () => undefined, configurable: true })
      }
    })
    const clean = await driver.open('library')
    await page.evaluate(() =>
      window.allod.collection('notes').put({ id: 'said', text: 'said', tags: ['a', { b: [1] }] } as never),
    )
    const { _rev, ...stored } = await clean.evaluate(
      async () => (await window.allod.collection('notes').get('said')) as object as Record<string, unknown>,
    )
    expect(stored).toEqual({ id: 'said', text: 'said', tags: ['a', { b: [1] }] })
  },

  // Tried with grants that count for every origin (`of` in lib/broker/grants.ts, `rowOf` in lib/broker/decide.ts): the
  // poisoner read the honest site's tasks and notes. Nothing in its own world had to be overcome for that, or could help.
  'a page that poisons everything gains nothing, and other sites notice nothing': async driver => {
    const honest = await driver.open('honest')
    await grant(driver, honest, [all('notes', 'read', 'create'), all('tasks', 'read', 'create')])
    await honest.evaluate(async () => {
      await window.allod.collection('notes').put({ id: 'first', text: 'honest' })
      await window.allod.collection('tasks').put({ id: 'first', text: 'honest' })
    })
    const before = await driver.prototypeOfBackground()
    const page = await driver.open('poisoner')
    await grant(driver, page, [
      { collection: 'notes', access: ['read', 'create', 'update'], fields: '*', records: 'own' },
    ])
    const told = await page.evaluate(async () => {
      const { stringify } = JSON
      const loot: unknown[] = []
      const spoil = (holder: object, names: PropertyKey[]) => {
        for (const name of names) {
          const real = (holder as Record<PropertyKey, unknown>)[name]
          if (typeof real !== 'function') continue
          const spoilt = function (this: unknown, ...given: unknown[]) {
            loot[loot.length] = given
            return Reflect.apply(real, this, given)
          }
          Reflect.defineProperty(holder, name, { value: spoilt, configurable: true, writable: true })
        }
      }
      spoil(Array.prototype, ['map', 'filter', 'push', 'sort', 'flatMap', 'includes', Symbol.iterator])
      spoil(Map.prototype, ['get', 'set', 'has', 'delete', 'keys', 'values', 'entries'])
      spoil(Promise.prototype, ['then', 'catch', 'finally'])
      spoil(Object, ['keys', 'entries', 'fromEntries', 'assign', 'freeze', 'defineProperty'])
      spoil(JSON, ['parse', 'stringify'])
      spoil(MessagePort.prototype, ['postMessage', 'close'])
      spoil(window, ['postMessage', 'structuredClone', 'setTimeout', 'queueMicrotask'])
      spoil(Function.prototype, ['call', 'bind'])
      Reflect.defineProperty(Object.prototype, 'origin', { value: 'http://honest.localhost', configurable: true })
      Reflect.defineProperty(Object.prototype, 'space', { value: undefined, configurable: true })
      const codes: string[] = []
      for (const [collection, id] of [
        ['tasks', 'first'],
        ['notes', 'first'],
      ] as const) {
        const got = await window.allod
          .collection(collection)
          .get(id)
          .then(
            value => stringify(value) ?? 'nothing',
            error => error.code,
          )
        codes[codes.length] = got
      }
      const texts: string[] = []
      for (let i = 0; i < loot.length; i++) {
        try {
          texts[i] = stringify(loot[i]) ?? ''
        } catch {}
      }
      return { codes, loot: texts.join('\n') }
    })
    expect(told.codes).toEqual(['not_permitted', 'nothing'])
    expect(told.loot).not.toMatch(/-extension:|honest"/)
    expect(await driver.prototypeOfBackground()).toEqual(before)
    expect(await codeOf(honest, `await allod.collection('tasks').put({ text: 'more' })`)).toBeNull()
    expect(await honest.evaluate(() => window.allod.collection('notes').count())).toBe(1)
    const clean = await driver.open('poisoner')
    expect((await clean.evaluate(() => window.allod.permissions.query())).map(({ scope }) => scope.records)).toEqual([
      'own',
    ])
  },
}
