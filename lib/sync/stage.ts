/** Where fetched objects wait until all that belongs to them is there and verified. */
import type { Bytes } from '../crypto/bytes.ts'
import type { Store } from '../store/index.ts'

export interface Stage {
  put(name: string, bytes: Bytes): Promise<void>
  get(name: string): Promise<Bytes | undefined>
}

/** On the disk: as much as a whole store. */
export const stageOn = ({ backup }: Store): Stage => ({
  put: (name, bytes) => backup.stage({ name, bytes }),
  get: name => backup.staged(name),
})

/** For a few small ones. */
export function stageInMemory(): Stage {
  const objects = new Map<string, Bytes>()
  return {
    async put(name, bytes) {
      objects.set(name, bytes)
    },
    get: async name => objects.get(name),
  }
}
