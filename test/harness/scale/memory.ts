/** How much memory the extension takes, in two ways. MB. */
import type { BrowserContext } from 'playwright'
import { privateMemoryOf, processesOf } from '../processes.ts'

/** Of the process in which the extension runs. MB. */
export function memoryOf(folder: string): number {
  const own = processesOf(folder).find(({ command }) => command.includes('--extension-process'))
  if (!own) throw new Error('The extension does not run.')
  return privateMemoryOf(own)
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
