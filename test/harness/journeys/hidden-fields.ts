import { expect } from '@playwright/test'
import { codeOf, grant, type Journeys, untilSeen } from '../driver.ts'
import { all } from '../site.ts'

export const hiddenFields: Journeys = {
  'a grant limited to some fields cannot find, sort, count or watch by a hidden one': async driver => {
    const owner = await driver.open('full')
    await grant(driver, owner, [all('contacts', 'read', 'create', 'update', 'delete')], 'Delete contacts')
    await owner.evaluate(async () => {
      const contacts = window.allod.collection('contacts')
      await contacts.put({ id: 'ann', name: 'Ann', salary: 10 })
      await contacts.put({ id: 'bob', name: 'Bob', salary: 20 })
      await contacts.put({ id: 'cat', name: 'Cat' })
    })

    const limited = await driver.open('limited')
    await grant(driver, limited, [
      { collection: 'contacts', access: ['read', 'update', 'delete'], fields: ['name'], records: 'all' },
    ])
    const asked = await limited.evaluate(async () => {
      const contacts = window.allod.collection('contacts')
      const ids = async (query: object) => (await contacts.find(query)).records.map(({ id }) => id)
      return {
        scopes: (await window.allod.permissions.query()).map(({ scope }) => scope),
        ann: await contacts.get('ann'),
        equal: await ids({ selector: { salary: 10 } }),
        greater: await ids({ selector: { salary: { $gt: 0 } } }),
        exists: await ids({ selector: { salary: { $exists: true } } }),
        missing: await ids({ selector: { salary: { $exists: false } } }),
        not: await ids({ selector: { $not: { salary: 10 } } }),
        sorted: await ids({ sort: [{ salary: 'desc' }] }),
        named: await ids({ selector: { name: 'Ann' } }),
        projected: (await contacts.find({ fields: ['salary'] })).records,
      }
    })
    const everyone = ['ann', 'bob', 'cat']
    expect(asked.scopes).toEqual([
      { collection: 'contacts', access: ['read', 'update'], fields: ['name'], records: 'all' },
    ])
    expect(Object.keys(asked.ann ?? {}).sort()).toEqual(['_rev', 'id', 'name'])
    expect(asked).toMatchObject({ equal: [], greater: [], exists: [], missing: everyone, not: everyone })
    expect(asked).toMatchObject({ sorted: everyone, named: ['ann'] })
    expect(asked.projected.map(record => Object.keys(record).sort())).toEqual(everyone.map(() => ['_rev', 'id']))

    // A hidden change wakes no watch and makes no new revision.
    await limited.evaluate(async () => {
      window.seen = []
      const contacts = window.allod.collection('contacts')
      const tell = (label: string) => (event: { type: string }) => void window.seen.push(`${label} ${event.type}`)
      await contacts.watch({ selector: { salary: { $gte: 30 } } }, tell('by salary'))
      await contacts.watch({}, tell('all'))
    })
    await owner.evaluate(async () => {
      const contacts = window.allod.collection('contacts')
      await contacts.patch('ann', { salary: 30 })
      await contacts.put({ id: 'bob', name: 'Bob', salary: 31, phone: '1' })
      await contacts.patch('cat', { name: 'Cathy' })
    })
    await untilSeen(limited, 3)
    expect(await limited.evaluate(() => window.seen)).toEqual(['by salary snapshot', 'all snapshot', 'all change'])
    const after = await limited.evaluate(() => window.allod.collection('contacts').get('ann'))
    expect(after?._rev).toBe(asked.ann?._rev)

    // What it writes leaves the hidden fields alone; what it may not touch is refused.
    await limited.evaluate(() => window.allod.collection('contacts').put({ id: 'ann', name: 'Anna' }))
    expect(await codeOf(limited, `await allod.collection('contacts').put({ id: 'ann', salary: 1 })`)).toBe(
      'not_permitted',
    )
    expect(await codeOf(limited, `await allod.collection('contacts').patch('ann', { salary: 1 })`)).toBe(
      'not_permitted',
    )
    expect(await codeOf(limited, `await allod.collection('contacts').patch('ann', {}, { remove: ['salary'] })`)).toBe(
      'not_permitted',
    )
    expect(await codeOf(limited, `await allod.collection('contacts').delete('ann')`)).toBe('not_permitted')
    expect(await owner.evaluate(() => window.allod.collection('contacts').get('ann'))).toMatchObject({
      name: 'Anna',
      salary: 30,
    })
  },

  'a grant of its own records shows no others, and the broker makes the ids': async driver => {
    const other = await driver.open('other')
    await grant(driver, other, [all('notes', 'read', 'create')])
    await other.evaluate(() => window.allod.collection('notes').put({ id: 'theirs', text: 'hidden' }))

    const own = await driver.open('own')
    await grant(driver, own, [
      { collection: 'notes', access: ['read', 'create', 'update'], fields: '*', records: 'own' },
    ])
    const seen = await own.evaluate(async () => {
      const notes = window.allod.collection<{ text: string }>('notes')
      const mine = await notes.put({ text: 'mine' })
      return {
        found: (await notes.find()).records.map(({ text }) => text),
        changed: (await notes.put({ ...mine, text: 'changed' })).text,
        theirs: await notes.get('theirs'),
        missing: await notes.get('missing'),
      }
    })
    expect(seen).toEqual({ found: ['mine'], changed: 'changed', theirs: undefined, missing: undefined })
    for (const id of ['theirs', 'missing']) {
      expect(await codeOf(own, `await allod.collection('notes').put({ id: '${id}', text: 'x' })`)).toBe('not_permitted')
      expect(await codeOf(own, `await allod.collection('notes').patch('${id}', { text: 'x' })`)).toBe('not_permitted')
    }
  },
}
