import type { Open } from '../store.ts'
import { openAllod } from './allod.ts'
import { openDexie } from './dexie.ts'
import { openIdb } from './idb.ts'
import { openPouchdb } from './pouchdb.ts'
import { openRxdb } from './rxdb.ts'
import { openTinybase } from './tinybase.ts'

export const stores: Record<string, Open> = {
  allod: openAllod,
  idb: openIdb,
  dexie: openDexie,
  rxdb: openRxdb,
  pouchdb: openPouchdb,
  tinybase: openTinybase,
}
