/** What stands at an endpoint before anything can be opened: the marker, wrapped keys, membership operations. */
import { keysFolder, markerName, membersFolder } from '../crypto/names.ts'
import type { Found } from '../protocol/backup.ts'
import type { Endpoint } from './endpoints/endpoint.ts'

/** @param store as the recovery words name it */
export async function findStore(endpoint: Endpoint, store: string, signal: AbortSignal): Promise<Found> {
  const marker = await endpoint.get(`${store}/${markerName}`, signal)
  if (!marker) {
    const folders = await endpoint.folders('', signal)
    const markers = await Promise.all(
      folders.filter(isId).map(async folder => endpoint.get(`${folder}/${markerName}`, signal)),
    )
    return { marker: null, objects: [], others: markers.filter(Boolean).length }
  }
  const spaces = (await endpoint.folders(store, signal)).filter(isId)
  const objects: Found['objects'] = []
  for (const space of spaces) {
    for (const folder of [keysFolder(space), membersFolder(space)]) {
      const names = (await endpoint.list(`${store}/${folder}`, signal)).map(({ name }) => `${folder}/${name}`)
      const fetched = await Promise.all(
        names.map(async name => ({ name, bytes: await endpoint.get(`${store}/${name}`, signal) })),
      )
      for (const { name, bytes } of fetched) if (bytes) objects.push({ name, bytes })
    }
  }
  return { marker, objects, others: 0 }
}

const isId = (name: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(name)
