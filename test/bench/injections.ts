/** What the browser itself says, in a trace, of the scripts that an extension puts into pages. */
import type { BrowserContext } from 'playwright'

interface TraceEvent {
  name: string
  /** Microseconds. */
  ts: number
  dur?: number
  args?: { chrome_extension_id?: { extension_id?: string } }
}

/** @returns how long each injection took, in their order: milliseconds, compiling and running and the world around it */
export async function injectionsIn(context: BrowserContext, id: string, run: () => Promise<void>): Promise<number[]> {
  const session = await context.browser()?.newBrowserCDPSession()
  if (!session) throw new Error('This browser cannot be traced.')
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  // This category alone: every other one would slow down what is measured.
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['extensions'] },
  })
  await run()
  const complete = new Promise<void>(resolve => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.end')
  await complete
  await session.detach()
  return events
    .filter(({ name, args }) => name === 'ScriptInjection::InjectJs' && args?.chrome_extension_id?.extension_id === id)
    .sort((a, b) => a.ts - b.ts)
    .map(({ dur = Number.NaN }) => dur / 1000)
}
