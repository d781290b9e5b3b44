/** All activity into one file, a slice at a time. */
import type { ActivityLine, ActivityService, ActivitySlice } from '../../../protocol/activity.ts'
import { openSink, type Sink } from '../../archive/sink.ts'
import { ask } from '../../archive/work.ts'
import type { OwnerClient } from '../../owner.ts'
import { csvHead, csvLine } from './csv.ts'

interface Format {
  name: string
  kind: 'jsonl' | 'csv'
  head: string
  line(line: ActivityLine): string
}

export const formats: Record<'jsonl' | 'csv', Format> = {
  jsonl: {
    name: 'JSON Lines',
    kind: 'jsonl',
    head: '',
    line: ({ n: _, i: __, time, until, ...rest }) => {
      const times = { time: new Date(time).toISOString(), ...(until && { until: new Date(until).toISOString() }) }
      return `${JSON.stringify({ ...times, ...rest })}\n`
    },
  },
  csv: {
    name: 'CSV',
    kind: 'csv',
    head: csvHead,
    line: csvLine,
  },
}

/** Has to be called from a click. @returns null when the owner has changed their mind */
export const openFile = ({ kind }: Format, now: Date): Promise<Sink | null> =>
  openSink(`allod-activity-${now.toISOString().slice(0, 10)}.${kind}`, kind)

/** The newest first. @returns how many lines there were */
export async function exportActivity(
  client: OwnerClient<ActivityService>,
  { head, line }: Format,
  sink: Sink,
  { progress, signal }: { progress(lines: number): void; signal: AbortSignal },
): Promise<number> {
  const encoder = new TextEncoder()
  let done = 0
  let before: number | null = null
  try {
    await sink.write(encoder.encode(head))
    do {
      const from: number | null = before
      const slice: ActivitySlice = await ask({ client, signal }, service =>
        service.activity({ before: from, origin: null, what: null, text: '' }),
      )
      await sink.write(encoder.encode(slice.lines.map(line).join('')))
      done += slice.lines.length
      progress(done)
      before = slice.next
    } while (before !== null)
    signal.throwIfAborted()
    await sink.close()
    return done
  } catch (error) {
    await sink.abort().catch(() => {})
    throw error
  }
}
