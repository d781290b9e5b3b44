/** An export sealed in the age format, and opened again: docs/EXPORT.md. Nothing is held in memory but a chunk. */
import { unwrapStream, wrapStream } from '../../crypto/recovery.ts'
import type { Sink } from './sink.ts'

/** What is written into it arrives sealed in `sink`. */
export async function sealedSink(sink: Sink, recipient: string): Promise<Sink> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const out = await wrapStream(readable, recipient)
  const done = out.pipeTo(
    new WritableStream<Uint8Array>({
      write: chunk => sink.write(new Uint8Array(chunk)),
      close: () => sink.close(),
      abort: () => sink.abort(),
    }),
  )
  done.catch(() => {}) // told by whatever is written next, or by close
  const writer = writable.getWriter()
  return {
    write: chunk => writer.write(chunk),
    async close() {
      await writer.close()
      await done
    },
    async abort() {
      await writer.abort().catch(() => {})
      await done.catch(() => {})
    },
  }
}

const intro = 'age-encryption.org/v1\n'

export async function isSealed(file: Blob): Promise<boolean> {
  return (await file.slice(0, intro.length).text()) === intro
}

/** These words do not open it, or it is no such file. */
export class LockedError extends Error {}

/** It was changed or cut short on the way. */
export class SealError extends Error {}

/** @param progress told of the sealed bytes that have been read */
export async function openSealed(
  file: Blob,
  identity: string,
  { progress, signal }: { progress(bytes: number): void; signal: AbortSignal },
): Promise<Blob> {
  let bytes = 0
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length
      progress(bytes)
      controller.enqueue(chunk)
    },
  })
  const opened = await unwrapStream(file.stream().pipeThrough(counted, { signal }), identity).catch(() => {
    signal.throwIfAborted()
    throw new LockedError()
  })
  try {
    return await new Response(opened as ReadableStream<Uint8Array<ArrayBuffer>>).blob() // kept on the disk where it is large
  } catch {
    signal.throwIfAborted()
    throw new SealError()
  }
}
