/** How much memory the extension takes, in two ways. MB. */
import type { BrowserContext } from 'playwright'
import { privateMemoryOf, processesOf } from '../processes.ts'

/** All that is private to the processes in which the extension runs; the browser may give its pages one of their own. */
export function memoryOf(folder: string): number {
  const own = processesOf(folder).filter(({ command }) => command.includes('--extension-process'))
  if (own.length === 0) throw new Error('The extension does not run.')
  return own.reduce((sum, process) => sum + privateMemoryOf(process), 0)
}

/** Of JavaScript in the background alone, without what nobody holds any more. Another extension must not stand beside it. */
export async function heapOf(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession()
  if (!session) throw new Error('This browser does not tell of its workers.')
  const { targetInfos } = await session.send('Target.getTargets')
  const worker = targetInfos.find(({ type }) => type === 'service_worker')
  if (!worker) throw new Error('The background does not run.')
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: worker.targetId, flatten: false })
  let last = 0
  const ask = (method: string) => {
    const id = ++last
    const answered = new Promise<{ result?: { usedSize?: number } }>(resolve => {
      session.on('Target.receivedMessageFromTarget', ({ message }) => {
        const answer = JSON.parse(message)
        if (answer.id === id) resolve(answer)
      })
    })
    return session
      .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
      .then(() => answered)
  }
  await ask('HeapProfiler.collectGarbage')
  const { result } = await ask('Runtime.getHeapUsage')
  await session.detach()
  if (result?.usedSize === undefined) throw new Error('The background does not tell of its heap.')
  return result.usedSize / 2 ** 20
}
