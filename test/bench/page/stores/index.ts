import type { Open } from '../store.ts'
import { openAllod } from './allod.ts'
import { openDexie } from './dexie.ts'
import { openIdb } from './idb.ts'
import { openPouchdb } from './pouchdb.ts'
import { openRemotestorage } from './remotestorage.ts'
import { openRxdb } from './rxdb.ts'
import { openTinybase } from './tinybase.ts'
import { openWallet } from './wallet.ts'

export const stores: Record<string, Open> = {
  allod: openAllod,
  idb: openIdb,
  dexie: openDexie,
  rxdb: openRxdb,
  pouchdb: openPouchdb,
  tinybase: openTinybase,
  remotestorage: openRemotestorage,
  wallet: openWallet,
}
