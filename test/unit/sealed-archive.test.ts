import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newWords, openRoot } from '../../lib/crypto/recovery.ts'
import { isSealed, LockedError, openSealed, SealError, sealedSink } from '../../lib/ui/archive/seal.ts'
import type { Sink } from '../../lib/ui/archive/sink.ts'
import { missingFor } from '../../scripts/servers.mjs'

/** Keeps what is written, and what happened. */
function memory(): { sink: Sink; parts: Uint8Array<ArrayBuffer>[]; events: string[] } {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const events: string[] = []
  const sink: Sink = {
    write: async chunk => void parts.push(chunk),
    close: async () => void events.push('close'),
    abort: async () => void events.push('abort'),
  }
  return { sink, parts, events }
}

async function seal(chunks: Uint8Array<ArrayBuffer>[], recipient: string): Promise<Blob> {
  const { sink, parts, events } = memory()
  const sealed = await sealedSink(sink, recipient)
  for (const chunk of chunks) await sealed.write(chunk)
  await sealed.close()
  expect(events).toEqual(['close'])
  return new Blob(parts)
}

const quiet = { progress: () => {}, signal: new AbortController().signal }
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())

test('whatever is written comes out again, however it was cut', async () => {
  const { identity, recipient } = await openRoot(newWords())
  const chunk = fc.uint8Array({ maxLength: 200_000 }).map(bytes => new Uint8Array(bytes))
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 4 }), async chunks => {
      const sealed = await seal(chunks, recipient)
      expect(await isSealed(sealed)).toBe(true)
      expect(await bytesOf(await openSealed(sealed, identity, quiet))).toEqual(await bytesOf(new Blob(chunks)))
    }),
    { numRuns: 20 },
  )
})

test.skipIf(!process.env.CI && missingFor('age').length > 0)(
  'the stock age command opens it with the line on the kit',
  async () => {
    const { identity, recipient } = await openRoot(newWords())
    const bytes = crypto.getRandomValues(new Uint8Array(60_000))
    const folder = mkdtempSync(join(tmpdir(), 'allod-age-'))
    try {
      writeFileSync(join(folder, 'key.txt'), `${identity}\n`)
      writeFileSync(join(folder, 'a.age'), await bytesOf(await seal([bytes], recipient)))
      execFileSync('age', ['-d', '-i', join(folder, 'key.txt'), '-o', join(folder, 'a'), join(folder, 'a.age')])
      expect(new Uint8Array(readFileSync(join(folder, 'a')))).toEqual(bytes)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

test('other words do not open it; a flipped bit, a cut end and a zip are told apart', async () => {
  const { identity, recipient } = await openRoot(newWords())
  const sealed = await seal([new Uint8Array(150_000).fill(5)], recipient)
  await expect(openSealed(sealed, (await openRoot(newWords())).identity, quiet)).rejects.toThrow(LockedError)
  const flipped = await bytesOf(sealed)
  flipped[100_000] = (flipped[100_000] ?? 0) ^ 1
  await expect(openSealed(new Blob([flipped]), identity, quiet)).rejects.toThrow(SealError)
  await expect(openSealed(sealed.slice(0, sealed.size - 20_000), identity, quiet)).rejects.toThrow(SealError)
  expect(await isSealed(new Blob(['PK\u0003\u0004']))).toBe(false)
  expect(await isSealed(new Blob([]))).toBe(false)
})

test('an export that is given up leaves no file, and a disk that fails is told to who writes', async () => {
  const { recipient } = await openRoot(newWords())
  const { sink, events } = memory()
  const sealed = await sealedSink(sink, recipient)
  await sealed.write(new Uint8Array(10))
  await sealed.abort()
  expect(events).toEqual(['abort'])
  const full: Sink = { ...sink, write: async () => Promise.reject(new Error('full')) }
  const failing = await sealedSink(full, recipient)
  const writing = async () => {
    for (let i = 0; i < 100; i++) await failing.write(new Uint8Array(65_536))
    await failing.close()
  }
  await expect(writing()).rejects.toThrow('full')
})

test('progress is told in sealed bytes, and Stop stops', async () => {
  const { identity, recipient } = await openRoot(newWords())
  const sealed = await seal([new Uint8Array(1_000_000)], recipient)
  const told: number[] = []
  await openSealed(sealed, identity, { ...quiet, progress: bytes => told.push(bytes) })
  expect(told.at(-1)).toBe(sealed.size)
  await expect(openSealed(sealed, identity, { ...quiet, signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  })
})
