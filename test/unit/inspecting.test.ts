import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector, mergeUpdates, Map as YMap } from 'yjs'
import { clientsIn, inspectUpdate, Text } from '../../lib/text/index.ts'
import { updateOf } from './updates.ts'

/** "hello", by client 1. */
const hello = updateOf([{ client: 1, structs: [{ text: 'hello' }] }])
const stored = () => new Text('body', [hello])
const inspected = (update: Uint8Array, text = stored()) => inspectUpdate(update, text)

/** What a site's own document, grown from the stored text, sends. */
function edited(edit: (doc: Doc) => void, client = 5, text = stored()): Uint8Array {
  const doc = new Doc()
  doc.clientID = client
  applyUpdate(doc, text.state())
  const before = encodeStateVector(doc)
  edit(doc)
  return encodeStateAsUpdate(doc, before)
}

describe('an update is taken', () => {
  test.each<[string, (doc: Doc) => void]>([
    ['characters', doc => doc.getText('body').insert(5, ' world')],
    ['characters between others', doc => doc.getText('body').insert(2, '😀')],
    ['deletions', doc => doc.getText('body').delete(1, 3)],
    ['formats', doc => doc.getText('body').format(0, 3, { bold: true, link: { href: 'https://a.test' } })],
    ['formatted characters', doc => doc.getText('body').insert(1, 'x', { italic: true })],
    [
      'a delta',
      doc => doc.getText('body').applyDelta([{ retain: 2 }, { delete: 2 }, { insert: 'y', attributes: { b: 1 } }]),
    ],
    [
      'what was written and deleted again',
      doc => {
        doc.getText('body').insert(0, 'x')
        doc.getText('body').delete(0, 1)
      },
    ],
    [
      'many edits',
      doc => {
        for (let i = 0; i < 50; i++) doc.getText('body').insert(i, String(i % 10))
      },
    ],
  ])('%s', (_name, edit) => {
    const update = edited(edit)
    const [deletesOnly] = [update[0] === 0]
    expect(inspected(update)).toEqual({ ok: true, clients: deletesOnly ? [] : [5] })
  })

  it('under several client ids of its own', () => {
    const text = stored()
    const one = edited(doc => doc.getText('body').insert(5, '!'), 5, text)
    const doc = new Doc()
    doc.clientID = 6
    for (const update of [text.state(), one]) applyUpdate(doc, update)
    doc.getText('body').insert(6, '?')
    const both = encodeStateAsUpdate(doc, encodeStateVector(text.doc))
    const result = inspected(both, text)
    expect(result.ok && [...result.clients].sort()).toEqual([5, 6])
  })

  it('again and again: what repeats what is known brings in nobody', () => {
    const text = stored()
    const update = edited(doc => doc.getText('body').insert(5, '!'))
    text.apply(update)
    expect(inspected(update, text)).toEqual({ ok: true, clients: [] })
    expect(inspected(text.state(), text)).toEqual({ ok: true, clients: [] })
    const state = text.state()
    for (const repeat of [update, state, hello, update]) text.apply(repeat)
    expect(text.toString()).toBe('hello!')
    expect(text.state()).toEqual(state)
  })

  it('when it goes on from what is known, with the known part once more', () => {
    const text = stored()
    text.apply(updateOf([{ client: 5, structs: [{ origin: [1, 4], text: 'abc' }] }]))
    expect(inspected(updateOf([{ client: 5, structs: [{ origin: [1, 4], text: 'abcdef' }] }]), text)).toEqual({
      ok: true,
      clients: [5],
    })
  })

  it('and then stands in the text, wholly, whatever a Yjs document has made', () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 3 }),
      insert: fc.string({ unit: 'grapheme', maxLength: 5 }),
      bold: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 20 }), edits => {
        let expected = ''
        const update = edited(doc => {
          const root = doc.getText('body')
          for (const { at, remove, insert, bold } of edits) {
            const index = at % (root.length + 1)
            root.delete(index, Math.min(remove, root.length - index))
            root.insert(index, insert, bold ? { bold } : {})
          }
          expected = root.toString()
        })
        const text = stored()
        expect(inspected(update, text).ok).toBe(true)
        text.apply(update)
        expect(text.toString()).toBe(expected)
        expect(text.doc.store.pendingStructs).toBeNull()
        expect(new Text('body', [mergeUpdates([hello, update])]).toString()).toBe(expected)
      }),
    )
  })
})

describe('an update is refused', () => {
  test.each<[string, (doc: Doc) => void, RegExp]>([
    ['another root', doc => doc.getText('title').insert(0, 'x'), /must be doc\.getText\("body"\)/],
    ['a map', doc => doc.getMap('other').set('a', 1), /./],
    ['the text as a map', doc => doc.getMap('body').set('a', 1), /./],
    ['an attribute of the whole text', doc => doc.getText('body').setAttribute('a', 'b'), /./],
    ['an embed', doc => doc.getText('body').insertEmbed(0, { image: 'x' }), /only characters/],
    ['an array', doc => doc.getArray('other').insert(0, ['x']), /only characters/],
    ['the text as an array', doc => doc.getArray('body').insert(0, [1]), /only characters/],
    ['a type within', doc => doc.getText('body').insertEmbed(0, new YMap()), /only characters/],
    ['binary content', doc => doc.getArray('body').insert(0, [new Uint8Array(3)]), /only characters/],
    ['a document within', doc => doc.getArray('body').insert(0, [new Doc()]), /only characters/],
    [
      'characters in another root, deleted again',
      doc => {
        doc.getText('title').insert(0, 'x')
        doc.getText('title').delete(0, 1)
      },
      /must be doc\.getText/,
    ],
  ])('for %s', (_name, edit, why) => {
    expect(inspected(edited(edit))).toEqual({ ok: false, why: expect.stringMatching(why) })
  })

  test.each<[string, Uint8Array, RegExp]>([
    [
      'a missing left neighbour',
      updateOf([{ client: 5, structs: [{ origin: [9, 0], text: 'x' }] }]),
      /rests on changes/,
    ],
    [
      'a left neighbour beyond what is there',
      updateOf([{ client: 5, structs: [{ origin: [1, 5], text: 'x' }] }]),
      /rests on changes/,
    ],
    [
      'a missing right neighbour',
      updateOf([{ client: 5, structs: [{ right: [9, 0], text: 'x' }] }]),
      /rests on changes/,
    ],
    ['a gap before it', updateOf([{ client: 5, clock: 1, structs: [{ text: 'x' }] }]), /rests on changes/],
    ['a gap after what is known', updateOf([{ client: 1, clock: 6, structs: [{ text: 'x' }] }]), /rests on changes/],
    [
      'a gap within it',
      updateOf([{ client: 5, structs: [{ text: 'x' }, { skip: 3 }, { text: 'y' }] }]),
      /skips|rests on/,
    ],
    [
      'a parent that is a type',
      updateOf([{ client: 5, structs: [{ parent: [1, 0], text: 'x' }] }]),
      /must be doc\.getText/,
    ],
    [
      'a parent that is not there',
      updateOf([{ client: 5, structs: [{ parent: [9, 0], text: 'x' }] }]),
      /must be doc\.getText/,
    ],
    ['a place under a key', updateOf([{ client: 5, structs: [{ sub: 'key', text: 'x' }] }]), /attributes/],
    ['JSON content', updateOf([{ client: 5, structs: [{ other: [2, [1, 1, 0x31]] }] }]), /only characters/],
    ['deleting what nobody wrote', updateOf([], [[9, 0, 1]]), /deletes what is not here/],
    ['deleting beyond what is there', updateOf([], [[1, 3, 3]]), /deletes what is not here/],
    [
      'a merged update with a gap',
      mergeUpdates([
        updateOf([{ client: 5, structs: [{ text: 'x' }] }]),
        updateOf([{ client: 5, clock: 4, structs: [{ text: 'y' }] }]),
      ]),
      /skips|rests on/,
    ],
  ])('for %s', (_name, update, why) => {
    expect(inspected(update)).toEqual({ ok: false, why: expect.stringMatching(why) })
  })

  it('for one deletion too many, and taken up to there', () => {
    expect(inspected(updateOf([], [[1, 0, 5]]))).toEqual({ ok: true, clients: [] })
    expect(inspected(updateOf([], [[1, 0, 6]])).ok).toBe(false)
    expect(inspected(updateOf([{ client: 5, structs: [{ text: 'x' }] }], [[5, 0, 1]])).ok).toBe(true)
    expect(inspected(updateOf([{ client: 5, structs: [{ text: 'x' }] }], [[5, 0, 2]])).ok).toBe(false)
  })

  it('for bytes that are no update', () => {
    for (const bytes of [[], [1], [0], [255, 255, 255], [1, 1, 5, 0, 4], [1, 1, 5, 0, 15, 1]]) {
      const update = Uint8Array.from(bytes)
      expect(inspected(update)).toEqual({ ok: false, why: 'this is no Yjs update (v1)' })
      expect(clientsIn(update)).toBeNull()
    }
  })

  it('or taken, but never fails and never touches the text, whatever the bytes', () => {
    const base = [
      hello,
      edited(doc => doc.getText('body').format(1, 2, { b: true })),
      edited(doc => doc.getText('body').insert(2, 'abc')),
    ]
    const spoiled = fc
      .tuple(fc.constantFrom(...base), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }), fc.nat())
      .map(([update, changes, cut]) => {
        const copy = Uint8Array.from(update)
        for (const [at, byte] of changes) copy[at % copy.length] = byte
        return cut % 3 === 0 ? copy.subarray(0, cut % copy.length) : copy
      })
    const state = stored().state()
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), spoiled), update => {
        const text = stored()
        inspected(update, text)
        clientsIn(update)
        expect(text.state()).toEqual(state)
      }),
      { numRuns: 1000 },
    )
  })
})

test('the clients of an update are told before anything is read', () => {
  expect(
    clientsIn(
      updateOf([
        { client: 5, structs: [{ text: 'x' }] },
        { client: 2 ** 32 - 1, structs: [{ gc: 1 }] },
      ]),
    ),
  ).toEqual([5, 2 ** 32 - 1])
  expect(clientsIn(updateOf([], [[1, 0, 1]]))).toEqual([])
})
