/** What another device's commit has to be, whatever it does: a stamp that none can follow would hold its place for ever. */
import type { Commit } from './commit.ts'
import { isStamp } from './stamp.ts'

/** @throws where a stamp is none, or not of the device that is said to have given it */
export function checkStamps(commits: readonly Commit[]): void {
  for (const { id, device, hlc, ops } of commits) {
    const others = ops.flatMap(({ made, text }) => [
      ...(made ? [made.stamp] : []),
      ...Object.values(text ?? {}).flatMap(({ base }) => (base === '' ? [] : [base])),
    ])
    const wrong = [hlc, ...others].find(stamp => !isStamp(stamp))
    if (wrong !== undefined) throw new Error(`The commit ${id} has the stamp ${wrong}, which no device can give.`)
    if (hlc.slice(16) !== device) throw new Error(`The commit ${id} of ${device} has the stamp of another device.`)
  }
}
