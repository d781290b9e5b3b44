/** What an export and an import have in common: who is asked, how far it is, and being asked to stop. */
import type { Remote } from 'comlink'
import type { ArchiveService } from '../../protocol/archive-service.ts'
import type { OwnerClient } from '../owner.ts'

export interface Progress {
  doing: 'records' | 'history' | 'unsealing' | 'checking' | 'importing'
  /** Of `all`: records, or changes. */
  done: number
  all: number
  /** Of the file. */
  bytes: number
}

export interface Work {
  client: OwnerClient<ArchiveService>
  progress(progress: Progress): void
  signal: AbortSignal
}

/** The pauses before a question is put again. Milliseconds. */
const pauses = [100, 200, 400, 800]

/** Every question of an export or import may be put twice, so one that the background's end has cut off is put again. */
export async function ask<R, S = ArchiveService>(
  { client, signal }: { client: OwnerClient<S>; signal: AbortSignal },
  question: (service: Remote<S>) => Promise<R>,
): Promise<R> {
  for (const pause of pauses) {
    signal.throwIfAborted()
    try {
      return await client.ask(question)
    } catch {
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
  signal.throwIfAborted()
  return client.ask(question)
}
