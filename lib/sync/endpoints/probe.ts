/** What a server can do, tried in a folder of our own. Nothing of it stays there. */
import type { ProbeReport } from '../../protocol/backup.ts'
import type { Endpoint } from './endpoint.ts'
import { racesOnCreate, racesOnReplace } from './probe-races.ts'
import { makeTrial, sweep, type Trial } from './trial.ts'

/** @param of how many steps */
type Progress = (done: number, of: number) => void

/**
 * @throws EndpointError where the server cannot be used at all, with what is wrong: a password, the network, a place
 * where nothing may be written. One that can be used but brings things back otherwise than they were is reported.
 */
export async function probe(
  endpoint: Endpoint,
  signal: AbortSignal,
  progress: Progress = () => {},
): Promise<ProbeReport> {
  const trial = makeTrial(endpoint)
  const report: ProbeReport = {
    works: false,
    createsOnce: false,
    replacesOnce: false,
    etags: null,
    tellsChanges: false,
    takes: 0,
  }
  const steps = [
    () => sweep(endpoint, signal),
    async () => {
      report.works = await comesBack(trial)
      report.takes = trial.median()
    },
    async () => {
      report.tellsChanges = report.works && (await tellsChanges(trial))
    },
    async () => {
      report.createsOnce = report.works && (await racesOnCreate(trial))
    },
    async () => {
      report.etags = report.works ? await racesOnReplace(trial) : null
      report.replacesOnce = report.etags !== null
    },
  ]
  try {
    for (const [i, step] of steps.entries()) {
      signal.throwIfAborted()
      progress(i, steps.length + 1)
      await step()
    }
    signal.throwIfAborted()
  } catch (error) {
    // What went wrong first is what is told; the clean-up has its own requests, which the signal does not end.
    await trial.clean().catch(() => {})
    throw error
  }
  progress(steps.length, steps.length + 1)
  await trial.clean()
  progress(steps.length + 1, steps.length + 1)
  return report
}

/** Written, read, listed, replaced, deleted: as it was, and nothing besides. */
async function comesBack(trial: Trial): Promise<boolean> {
  const objects = new Map([
    ['empty', bytesOf(0)],
    ['byte', bytesOf(1)],
    ['large', bytesOf(300_000)],
    ['below/one', bytesOf(1000)],
  ])
  if ((await trial.list()).length > 0 || (await trial.get('byte')) !== null) return false
  for (const [name, bytes] of objects) await trial.put(name, bytes)
  for (const [name, bytes] of objects) if (!isSame(await trial.get(name), bytes)) return false
  if (
    (await trial.list())
      .map(({ name }) => name)
      .sort()
      .join() !== 'byte,empty,large'
  )
    return false
  if ((await trial.folders()).join() !== 'below') return false

  const other = bytesOf(1)
  await trial.put('large', other)
  if (!isSame(await trial.get('large'), other)) return false
  for (const name of objects.keys()) {
    await trial.delete(name)
    if ((await trial.get(name)) !== null) return false
  }
  await trial.delete('byte') // of what is not there: nothing happens
  return (await trial.list()).length === 0
}

/** Objects of one size that replace each other at once: heads are padded, so their sizes tell nothing. */
async function tellsChanges(trial: Trial): Promise<boolean> {
  const told: (string | null | undefined)[] = []
  for (let i = 0; i < 5; i++) {
    await trial.put('changing', bytesOf(256))
    told.push((await trial.list()).find(({ name }) => name === 'changing')?.tag)
  }
  return told.every(tag => tag) && new Set(told).size === told.length
}

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  // 64 KiB at a time is what the browser gives.
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}

const isSame = (a: Uint8Array | null, b: Uint8Array): boolean =>
  a !== null && a.length === b.length && a.every((byte, i) => byte === b[i])
