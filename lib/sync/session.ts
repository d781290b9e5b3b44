/** What one turn of the backup works with: opened from what is remembered, and let go of afterwards. */
import { shortId } from '../crypto/ids.ts'
import { membersFolder } from '../crypto/names.ts'
import type { EndpointConfig } from '../protocol/backup.ts'
import type { Revocations } from '../protocol/revocations.ts'
import type { BackupSetup, DeviceKeysRow, NamedObject, Store } from '../store/index.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import { type Member, readMembers } from './members.ts'
import { Vault } from './vault.ts'

export interface Parts {
  store: Store
  revocations: Revocations
  now(): number
  openEndpoint(config: EndpointConfig): Endpoint
}

export interface Session extends Parts {
  setup: BackupSetup
  keys: DeviceKeysRow
  vault: Vault
  endpoint: Endpoint
  root: string
  /** How the recovery words are called where they sign. */
  admin: string
  members: Map<string, Member>
}

/** The membership operations that are known. */
export const operationsIn = ({ setup, vault }: Session): NamedObject[] =>
  setup.objects.filter(({ name }) => name.startsWith(`${membersFolder(vault.space)}/`))

/** Null while there is no backup. */
export async function openSession(parts: Parts): Promise<Session | null> {
  const { backup } = parts.store
  const [setup, keys] = await Promise.all([backup.get('setup'), backup.get('keys')])
  return setup && keys ? sessionOf(parts, setup, keys) : null
}

export async function sessionOf(parts: Parts, setup: BackupSetup, keys: DeviceKeysRow): Promise<Session> {
  const { store, space, epochs, root, endpoint } = setup
  const vault = new Vault({ store, space, keys: new Map(epochs.map(({ epoch, key }) => [epoch, key])) })
  const admin = await shortId('admin', root)
  const { members } = await readMembers({ vault, root, admin }, setup.objects)
  return { ...parts, setup, keys, vault, endpoint: parts.openEndpoint(endpoint), root, admin, members }
}
