import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import { undoUpdates } from '../../lib/text/index.ts'

/** Writers of one text, each with a document of their own, and what they wrote in the order in which it arrived. */
function writing(start: string) {
  const docs = new Map<string, Doc>()
  const log: { by: string; update: Uint8Array }[] = []
  const docOf = (by: string) => {
    const known = docs.get(by) ?? new Doc()
    if (!docs.has(by)) {
      known.clientID = docs.size + 1
      for (const { update } of log) applyUpdate(known, update)
      docs.set(by, known)
    }
    return known
  }
  /** @param isOffline it has not heard of what the others wrote since */
  function edit(by: string, change: (text: ReturnType<Doc['getText']>) => void, isOffline = false) {
    const doc = docOf(by)
    if (!isOffline) for (const { update } of log) applyUpdate(doc, update)
    const before = encodeStateVector(doc)
    const updates: Uint8Array[] = []
    const take = (update: Uint8Array) => updates.push(update)
    doc.on('update', take)
    doc.transact(() => change(doc.getText('body')))
    doc.off('update', take)
    if (updates.length > 0) log.push({ by, update: encodeStateAsUpdate(doc, before) })
  }
  edit('start', text => text.insert(0, start))
  let undos = 0
  return {
    edit,
    read: () => {
      const doc = new Doc()
      for (const { update } of log) applyUpdate(doc, update)
      return doc.getText('body').toString()
    },
    get length() {
      return log.length
    },
    /** Takes back what a writer wrote in a while, as the owner. @returns whether that changed anything */
    undo(by: string, from = 0, upto = log.length) {
      const dated = log.map(({ by: who, update }, i) => ({ update, isTaken: who === by && i >= from && i < upto }))
      const { update, value } = undoUpdates('body', dated, 1_000 + undos++)
      if (update) log.push({ by: 'owner', update })
      expect(value).toBe(this.read())
      return update !== null
    },
  }
}

describe('undoing what one has written into a text', () => {
  it('leaves what others wrote, before, after and inside of it', () => {
    const text = writing('hello')
    text.edit('a', body => body.insert(5, ' big world'))
    text.edit('b', body => body.insert(10, '--'))
    text.edit('b', body => body.insert(0, 'oh '))
    expect(text.read()).toBe('oh hello big --world')
    text.undo('a')
    expect(text.read()).toBe('oh hello--')
  })

  it('brings back what it deleted, where it stood', () => {
    const text = writing('one two three')
    text.edit('a', body => body.delete(4, 4))
    text.edit('b', body => body.insert(0, '> '))
    text.undo('a')
    expect(text.read()).toBe('> one two three')
  })

  it('does not bring back what it had put there itself, nor what others deleted', () => {
    const text = writing('one two three')
    text.edit('a', body => body.insert(0, 'mine '))
    text.edit('a', body => body.delete(0, 5))
    text.edit('b', body => body.delete(0, 4))
    text.undo('a')
    expect(text.read()).toBe('two three')
  })

  it('twice changes nothing: what was put back is not put there again', () => {
    const text = writing('one two three')
    text.edit('a', body => {
      body.delete(4, 4)
      body.insert(0, 'new ')
    })
    text.edit('a', body => body.delete(4, 2))
    expect(text.undo('a')).toBe(true)
    const once = text.read()
    expect(once).toBe('one two three')
    expect(text.undo('a')).toBe(false)
    expect(text.read()).toBe(once)
  })

  it('is itself undone', () => {
    const text = writing('one two three')
    text.edit('a', body => body.delete(4, 4))
    text.edit('a', body => body.insert(0, 'new '))
    const before = text.read()
    const from = text.length
    text.undo('a')
    text.undo('owner', from)
    expect(text.read()).toBe(before)
  })

  it('knows which while is meant', () => {
    const text = writing('0')
    text.edit('a', body => body.insert(1, '1'))
    text.edit('a', body => body.insert(2, '2'))
    text.edit('a', body => body.insert(3, '3'))
    text.undo('a', 2, 3)
    expect(text.read()).toBe('013')
  })

  it('takes formats along', () => {
    const text = writing('one two')
    text.edit('a', body => body.format(0, 3, { bold: true }))
    expect(text.undo('a')).toBe(true)
    expect(text.undo('a')).toBe(false)
    text.edit('b', body => body.format(0, 3, { bold: true }))
    text.edit('a', body => body.format(0, 3, { bold: null }))
    expect(text.undo('a')).toBe(true)
    expect(text.undo('a')).toBe(false)
  })
})

interface Step {
  by: string
  at: number
  length: number
  insert: string
  isOffline: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  by: fc.constantFrom('a', 'b'),
  at: fc.nat(),
  length: fc.nat({ max: 6 }),
  insert: fc.constantFrom('', 'x', 'yz', '😀', 'long words '),
  isOffline: fc.boolean(),
})
const steps = fc.array(step, { minLength: 1, maxLength: 14 })

function play(all: readonly Step[], start: string) {
  const text = writing(start)
  for (const { by, at, length, insert, isOffline } of all) {
    text.edit(
      by,
      body => {
        const place = body.length > 0 ? at % (body.length + 1) : 0
        const gone = Math.min(length, body.length - place)
        if (gone > 0) body.delete(place, gone)
        if (insert) body.insert(place, insert)
      },
      isOffline,
    )
  }
  return text
}

test('what nobody else has written to is as if it had never been written to', () => {
  fc.assert(
    fc.property(steps, fc.string({ maxLength: 20 }), (all, start) => {
      const text = play(
        all.map(one => ({ ...one, by: 'a' })),
        start,
      )
      text.undo('a')
      expect(text.read()).toBe(start)
    }),
    { numRuns: 300 },
  )
})

test('undone twice it is as undone once; the undo undone, as before', () => {
  fc.assert(
    fc.property(steps, fc.string({ maxLength: 20 }), (all, start) => {
      const text = play(all, start)
      const before = text.read()
      const from = text.length
      text.undo('a')
      const once = text.read()
      const upto = text.length
      expect(text.undo('a')).toBe(false)
      expect(text.read()).toBe(once)
      text.undo('owner', from, upto)
      expect(text.read()).toBe(before)
    }),
    { numRuns: 500 },
  )
})

test('all that others put in and nobody took out again is still there', () => {
  fc.assert(
    fc.property(steps, all => {
      const text = play(
        all.map(one => (one.by === 'b' ? { ...one, length: 0, insert: 'B'.repeat(one.insert.length) } : one)),
        'start',
      )
      const theirs = [...text.read()].filter(character => character === 'B').length
      text.undo('a')
      expect([...text.read()].filter(character => character === 'B').length).toBeGreaterThanOrEqual(theirs)
    }),
    { numRuns: 300 },
  )
})
