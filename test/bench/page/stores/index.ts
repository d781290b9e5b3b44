import type { Open } from '../store.ts'
import { openAllod } from './allod.ts'
import { openDexie } from './dexie.ts'
import { openIdb } from './idb.ts'

export const stores: Record<string, Open> = {
  allod: openAllod,
  idb: openIdb,
  dexie: openDexie,
}
