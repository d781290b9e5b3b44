/** The processes of a browser that was started with a folder of its own. Linux. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Process {
  pid: number
  command: string
}

/** Those that began with this folder, and what they have started. */
export function processesOf(folder: string): Process[] {
  const all = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? (lookAt(Number(name)) ?? []) : []))
  const byPid = new Map(all.map(one => [one.pid, one]))
  const belongs = (one: (typeof all)[number] | undefined): boolean =>
    one !== undefined && (one.command.includes(folder) || belongs(byPid.get(one.parent)))
  return all.filter(belongs)
}

function lookAt(pid: number) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    return { pid, parent, command }
  } catch {
    return null // it has ended meanwhile
  }
}

/** Of what no other process uses. MB. */
export function privateMemoryOf({ pid }: Process): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kilobytes = [...rollup.matchAll(/^Private_\w+: +(\d+) kB/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0)
  return Math.round(kilobytes / 1024)
}
