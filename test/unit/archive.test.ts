import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { maxRecordBytes } from '../../lib/protocol/record.ts'
import { exportStore } from '../../lib/ui/archive/export.ts'
import { importStore, UnfinishedError } from '../../lib/ui/archive/import.ts'
import { commit, type Files, filesOf, lines, manifestOf, memory, recorder, stampAt, zipOf } from './archive.ts'

const put = (id: string, set: object) => ({ collection: 'notes', id, set, alive: true })
const record = (id: string, fields: object) => ({ space: 'S', collection: 'notes', id, fields })
const row = (id: string) => ({
  space: 'S',
  collection: 'notes',
  id,
  fields: { a: 1 },
  writes: [{ stamp: stampAt(1), by: 'https://a.test' }],
  at: { a: 0 },
  alive: { value: true, stamp: stampAt(1), made: { stamp: stampAt(1), by: 'https://a.test' } },
})
const sound = (): Files =>
  filesOf(
    [
      commit(1, [put('x', { a: 1 })]),
      commit(2, [{ ...put('x', { a: 'zwei' }), made: { stamp: stampAt(1), by: 'owner' } }]),
      commit(3, [{ collection: 'notes', id: 'x', text: { a: { base: stampAt(2), update: 'AAA=' } } }]),
      commit(4, [{ collection: 'notes', id: 'gone', alive: false }], { author: { owner: true } }),
    ],
    [record('x', { a: 'zwei', list: [1, { b: null }] })],
    [{ n: 2, row: row('x') }],
  )

/** What is said of a file, and that it changed nothing. */
async function refusal(blob: Blob): Promise<string> {
  const { work, calls } = recorder()
  const error: unknown = await importStore(work, blob).catch(error => error)
  expect(calls).toEqual([])
  expect(error).toMatchObject({ name: 'ArchiveError' })
  return (error as Error).message
}

it('brings all commits of a sound file, in their order', async () => {
  const { work, calls, sent } = recorder()
  const done = await importStore(work, zipOf(sound()))
  expect(done).toMatchObject({ footing: 'adopted', added: 4, known: 0 })
  expect(calls).toEqual(['begin', 'import', 'end'])
  expect(sent()).toBe(sound()['commits.jsonl'])
})

describe('a damaged file changes nothing, and names the place:', () => {
  const changed = (name: string, change: (text: string) => string) => {
    const files = sound()
    files[name] = change(files[name] as string)
    return files
  }
  const withCommit = (op: object, more: object = {}) =>
    changed('commits.jsonl', text => text + lines([commit(5, [op], more)]))
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])

  test.each<[what: string, file: () => Blob, message: string]>([
    ['no zip', () => new Blob(['hello']), 'The file: this is no zip, or its end is missing'],
    ['an empty file', () => new Blob([]), 'The file: this is no zip, or its end is missing'],
    [
      'a missing file',
      () => {
        const { 'before.jsonl': _, ...files } = sound()
        return zipOf(files, manifestOf(sound()))
      },
      'before.jsonl: this file is missing from the zip',
    ],
    ['a file too many', () => zipOf({ ...sound(), 'more.txt': '' }), 'more.txt: no such file belongs into an export'],
    [
      'another format',
      () => zipOf(sound(), { ...manifestOf(sound()), format: 'x' }),
      'manifest.json: this is no export of Allod',
    ],
    [
      'a newer version',
      () => zipOf(sound(), { ...manifestOf(sound()), version: 2, more: 1 }),
      'manifest.json: the file has version 2; this Allod reads version 1',
    ],
    [
      'no version',
      () => zipOf(sound(), { ...manifestOf(sound()), version: undefined }),
      'manifest.json: the file has no version; this Allod reads version 1',
    ],
    [
      'an unknown word in the manifest',
      () => zipOf(sound(), { ...manifestOf(sound()), more: 1 }),
      'manifest.json: Unrecognized key: "more"',
    ],
    [
      'a wrong hash',
      () =>
        zipOf(
          changed('records.jsonl', text => text.replace('zwei', 'drei')),
          manifestOf(sound()),
        ),
      'records.jsonl: its SHA-256 is another than manifest.json says',
    ],
    [
      'a line too few',
      () =>
        zipOf(
          changed('before.jsonl', () => ''),
          manifestOf(sound()),
        ),
      'before.jsonl: it has 0 lines, and 1 are wanted',
    ],
    [
      'a line that is no JSON',
      () => zipOf(changed('commits.jsonl', text => text.replace('"ops"', 'ops'))),
      'commits.jsonl, line 1: this is no JSON',
    ],
    [
      'an empty line',
      () => zipOf(changed('commits.jsonl', text => `\n${text}`)),
      'commits.jsonl, line 1: this is no JSON',
    ],
    [
      'a last line without an end',
      () => zipOf(changed('commits.jsonl', text => text.slice(0, -1))),
      'commits.jsonl, line 4: the last line has no end',
    ],
    [
      'an unknown word',
      () => zipOf(withCommit(put('y', {}), { more: 1 })),
      'commits.jsonl, line 5: Unrecognized key: "more"',
    ],
    [
      '__proto__ in a field',
      () => zipOf(changed('commits.jsonl', text => text.replace('"a":1', '"__proto__":1'))),
      'commits.jsonl, line 1: the name __proto__ is not allowed',
    ],
    [
      '__proto__ in a line',
      () => zipOf(changed('commits.jsonl', text => text.replace('{', '{"__proto__":1,'))),
      'commits.jsonl, line 1: the name __proto__ is not allowed',
    ],
    [
      'constructor in records',
      () => zipOf(changed('records.jsonl', text => text.replace('"b"', '"constructor"'))),
      'records.jsonl, line 1: the name constructor is not allowed',
    ],
    [
      'prototype as a text',
      () => zipOf(withCommit({ collection: 'notes', id: 'x', text: { prototype: { base: '', update: '' } } })),
      'commits.jsonl, line 5: the name prototype is not allowed',
    ],
    [
      '33 levels',
      () => zipOf(withCommit(put('y', { a: deep(32) }))),
      `commits.jsonl, line 5: ops.0.set: fields.a${'[0]'.repeat(31)}: a record has at most 32 levels`,
    ],
    [
      '10,000 levels',
      () =>
        zipOf(
          changed('commits.jsonl', text => text.replace('"a":1', `"a":${'['.repeat(10_000)}${']'.repeat(10_000)}`)),
        ),
      'commits.jsonl, line 1: it is nested too deep',
    ],
    [
      'more than 1 MB',
      () => zipOf(withCommit(put('y', { a: 'x'.repeat(maxRecordBytes) }))),
      'commits.jsonl, line 5: ops.0.set: fields.a: a record has at most 1 MB',
    ],
    [
      'a name of the broker’s own',
      () => zipOf(withCommit(put('y', { _rev: 1 }))),
      'commits.jsonl, line 5: ops.0.set: fields._rev: names that begin with _ are the broker’s own',
    ],
    [
      'a lone surrogate',
      () => zipOf(changed('commits.jsonl', text => text.replace('"zwei"', '"\\ud800"'))),
      'commits.jsonl, line 2: ops.0.set: fields.a: a string must not hold a lone surrogate',
    ],
    [
      'no collection',
      () => zipOf(withCommit({ ...put('y', {}), collection: 'No' })),
      'commits.jsonl, line 5: ops.0.collection: not a collection name',
    ],
    [
      'an id with a control character',
      () => zipOf(withCommit(put('\u0000', {}))),
      'commits.jsonl, line 5: ops.0.id: no id of a record',
    ],
    [
      'a site that passes for the owner',
      () => zipOf(withCommit(put('y', {}), { author: { site: 'owner' } })),
      'commits.jsonl, line 5: author.site: no origin of a website',
    ],
    [
      'an origin with a path',
      () => zipOf(withCommit(put('y', {}), { author: { site: 'https://a.test/' } })),
      'commits.jsonl, line 5: author.site: no origin of a website',
    ],
    [
      'no base64',
      () => zipOf(changed('commits.jsonl', text => text.replace('AAA=', 'AAA'))),
      'commits.jsonl, line 3: ops.0.text.a.update: no base64',
    ],
    [
      'a stamp of another device',
      () => zipOf(withCommit(put('y', {}), { device: 'other' })),
      'commits.jsonl, line 5: its stamp is of another device',
    ],
    [
      'a stamp that none could follow',
      () => zipOf(withCommit(put('y', {}), { hlc: `f${stampAt(4).slice(1)}` })),
      'commits.jsonl, line 5: hlc: no stamp',
    ],
    [
      'a commit twice',
      () => zipOf(withCommit(put('y', {}), { id: 'c1' })),
      'commits.jsonl, line 5: this commit has been there already',
    ],
    [
      'commits out of order',
      () => zipOf(withCommit(put('y', {}), { n: 1 })),
      'commits.jsonl, line 5: it is out of order',
    ],
    [
      'a text from nowhere',
      () => zipOf(withCommit({ collection: 'notes', id: 'x', text: { a: { base: stampAt(9), update: '' } } })),
      'commits.jsonl, line 5: its text grows from a write that is not there',
    ],
    [
      'a record from nowhere',
      () => zipOf(changed('records.jsonl', text => text + lines([record('y', {})]))),
      'records.jsonl, line 2: no commit has made this record',
    ],
    [
      'a record twice',
      () => zipOf(changed('records.jsonl', text => text + text)),
      'records.jsonl, line 2: this record has been there already',
    ],
    [
      'an image of no change',
      () => zipOf(changed('before.jsonl', text => text.replace('"n":2', '"n":9'))),
      'before.jsonl, line 1: no commit has its number',
    ],
    [
      'an image without its write',
      () => zipOf(changed('before.jsonl', text => text.replace('"at":{"a":0}', '"at":{"a":1}'))),
      'before.jsonl, line 1: a field has no write',
    ],
  ])('%s', async (_what, file, message) => {
    expect(await refusal(file())).toBe(message)
  })

  it('no UTF-8', async () => {
    const files = sound()
    const bytes = new TextEncoder().encode(files['records.jsonl'])
    bytes[bytes.indexOf(122)] = 0xff // the z of zwei
    const latin = { ...files, 'records.jsonl': String.fromCharCode(...bytes) }
    const { zipSync, strToU8 } = await import('fflate')
    const all = { ...latin, 'manifest.json': JSON.stringify(manifestOf(files)) }
    const packed = zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text, true)])))
    expect(await refusal(new Blob([packed as Uint8Array<ArrayBuffer>]))).toBe('records.jsonl, line 1: this is no UTF-8')
  })

  it('a text that only the background can look into', async () => {
    const { work, calls } = recorder({ checkTexts: async () => ({ line: 0, why: 'this is no Yjs update (v1)' }) })
    const error: Error = await importStore(work, zipOf(sound())).catch(error => error)
    expect(error.message).toBe('commits.jsonl, line 3: this is no Yjs update (v1)')
    expect(calls).toEqual([])
  })

  it('a zip that is cut anywhere', async () => {
    const whole = new Uint8Array(await zipOf(sound()).arrayBuffer())
    for (let end = 0; end < whole.length; end++) await refusal(new Blob([whole.slice(0, end)]))
  })

  it('any byte with any other value: refused, or the very same store', async () => {
    const whole = new Uint8Array(await zipOf(sound()).arrayBuffer())
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = whole.slice()
        damaged[at] = (damaged[at] as number) ^ change
        const { work, calls, sent } = recorder()
        const error: unknown = await importStore(work, new Blob([damaged])).then(
          () => null,
          error => error,
        )
        if (error) {
          refused++
          expect(error).toMatchObject({ name: 'ArchiveError' })
          expect(calls).toEqual([])
        } else expect(sent()).toBe(sound()['commits.jsonl']) // a time in the zip’s own headers, for one
      }),
      { numRuns: 1500 },
    )
    expect(refused).toBeGreaterThan(1000)
  })
})

describe('an import that is interrupted', () => {
  const many = () =>
    filesOf(Array.from({ length: 40 }, (_, i) => commit(i + 1, [put(`r${i}`, { a: 'x'.repeat(100_000) })])))

  it('is told with what it has done', async () => {
    let calls = 0
    const { work } = recorder({
      async importCommits(_space, lines) {
        if (calls++ >= 2) throw new Error('gone')
        return { added: lines.split('\n').length - 1, known: 0 }
      },
    })
    const error: unknown = await importStore(work, zipOf(many())).catch(error => error)
    expect(error).toBeInstanceOf(UnfinishedError)
    expect(error).toMatchObject({ message: 'gone', done: 22, all: 40 })
  })

  it('goes on by itself when the background comes back', async () => {
    let calls = 0
    const { work } = recorder({
      async importCommits(_space, lines) {
        if (calls++ === 1) throw new Error('gone for a moment')
        return { added: lines.split('\n').length - 1, known: 0 }
      },
    })
    expect(await importStore(work, zipOf(many()))).toMatchObject({ added: 40 })
  })

  it('stops when it is told to, before anything is changed', async () => {
    const controller = new AbortController()
    const { work, calls } = recorder()
    const stopping = { ...work, signal: controller.signal, progress: () => controller.abort() }
    await expect(importStore(stopping, zipOf(many()))).rejects.toMatchObject({ name: 'AbortError' })
    expect(calls).toEqual([])
  })
})

it('keeps what was written in one transaction in one message', async () => {
  const commits = [1, 1, 2, 3, 3].flatMap((n, g) =>
    Array.from({ length: 8 }, (_, i) => commit(g * 8 + i + 1, [put(`r${g}.${i}`, { a: 'x'.repeat(100_000) })], { n })),
  )
  const messages: number[][] = []
  const { work } = recorder({
    async importCommits(_space, lines) {
      const numbers = lines
        .trimEnd()
        .split('\n')
        .map(line => (JSON.parse(line) as { n: number }).n)
      messages.push([...new Set(numbers)])
      return { added: numbers.length, known: 0 }
    },
  })
  await importStore(work, zipOf(filesOf(commits)))
  expect(messages).toEqual([[1], [2, 3]])
})

describe('an export', () => {
  it('that is stopped leaves no file', async () => {
    const sink = memory()
    const controller = new AbortController()
    const { work } = recorder()
    const stopping = { ...work, signal: controller.signal, progress: () => controller.abort() }
    await expect(exportStore(stopping, sink, new Date())).rejects.toMatchObject({ name: 'AbortError' })
    expect(sink.isAborted).toBe(true)
  })

  it('reads as it was written, whatever the slices', async () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter(value => {
      const text = JSON.stringify(value)
      return !/__proto__|constructor|prototype|\\ud[89a-f]/.test(text)
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (values, size) => {
          const files = filesOf(values.map((a, i) => commit(i + 1, [put(`r${i}`, { a })])))
          const source = (files['commits.jsonl'] as string).split(/(?<=\n)/)
          const { work } = recorder({
            async readArchive(file, after) {
              if (file !== 'commits.jsonl') return { text: '', lines: 0, passed: 0, next: null }
              const from = after && 'n' in after ? after.n : 0
              const part = source.slice(from, from + size)
              const next = from + size < source.length ? { n: from + size, i: 0 } : null
              return { text: part.join(''), lines: part.length, passed: part.length, next }
            },
          })
          const sink = memory()
          await exportStore(work, sink, new Date())
          const { work: other, sent } = recorder()
          await importStore(other, sink.blob())
          expect(sent()).toBe(files['commits.jsonl'])
        },
      ),
      { numRuns: 200 },
    )
  })
})
