import { expect } from '@playwright/test'
import { grant, type Journeys } from '../driver.ts'
import { all } from '../site.ts'

export const many: Journeys = {
  'many at once: batch is all or nothing, getMany and count see what find sees, cursors page through it':
    async driver => {
      const page = await driver.open('many')
      await grant(driver, page, [all('notes', 'read', 'create', 'update', 'delete')], 'Delete notes')
      const seen = await page.evaluate(async () => {
        const notes = window.allod.collection<{ n: number; odd?: boolean; more?: string }>('notes')
        const put = (n: number) => ({
          op: 'put' as const,
          record: { id: `n${String(n).padStart(4, '0')}`, n, odd: n % 2 === 1 },
        })
        const made = await notes.batch(Array.from({ length: 1000 }, (_, n) => put(n)))
        const failed = await notes
          .batch([
            put(2000),
            { op: 'patch', id: 'n0001', fields: { n: -1 } },
            { op: 'patch', id: 'missing', fields: {} },
          ])
          .catch(({ code, message }) => ({ code, message }))
        const mixed = await notes.batch([
          { op: 'patch', id: 'n0001', fields: { more: 'yes' } },
          { op: 'delete', id: 'n0000' },
          { op: 'put', record: { n: 1001 } },
        ])
        const pages: number[] = []
        let cursor: string | undefined
        do {
          const query = { selector: { odd: true }, sort: [{ n: 'desc' as const }], limit: 150 }
          const found = await notes.find(cursor ? { ...query, cursor } : query)
          pages.push(...found.records.map(({ n }) => n))
          cursor = found.cursor
          await notes.put({ n: 5000, odd: true }) // sorts before every page to come
        } while (cursor)
        return {
          made: made.length,
          failed,
          mixed: mixed.map(record => record && { n: record.n, more: record.more }),
          many: (await notes.getMany(['n0001', 'n0000', 'n0002'])).map(record => record?.id),
          count: await notes.count({ n: { $lt: 2000 } }),
          twoThousand: await notes.get('n2000'),
          pages,
        }
      })
      expect(seen).toMatchObject({
        made: 1000,
        count: 1000,
        many: ['n0001', undefined, 'n0002'],
        twoThousand: undefined,
      })
      expect(seen.failed).toMatchObject({ code: 'not_found', message: expect.stringContaining('operations[2]') })
      expect(seen.mixed).toEqual([{ n: 1, more: 'yes' }, undefined, { n: 1001, more: undefined }])
      expect(seen.pages).toEqual(Array.from({ length: 500 }, (_, i) => 999 - 2 * i))
    },
}
