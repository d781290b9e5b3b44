/** The endpoints that tests run over, by name. */
import { describe, inject } from 'vitest'
import { randomId } from '../../lib/platform/random.ts'
import type { Endpoint } from '../../lib/sync/endpoints/endpoint.ts'
import { openEndpoint } from '../../lib/sync/endpoints/open.ts'
import { Place } from '../servers/control.ts'
import type { ServerKind } from '../servers/program.ts'
import { MemoryBucket } from '../sync/bucket.ts'

/** A folder of its own, which nothing else knows. */
export function placeAt(kind: ServerKind): Place {
  const served = inject('servers')[kind]
  if (!served) throw new Error(`${kind} is not here`)
  return new Place(served, `t${randomId()}`)
}

/** Skipped, by name, where the server is not installed. */
export const at = (kind: ServerKind) => describe.skipIf(inject('servers')[kind] === null)

export const servers: ServerKind[] = ['lighttpd', 'nginx', 'rgw']

export type Kind = ServerKind | 'memory'

/** Each kind of endpoint, with something that opens an empty one. */
export function overAll(tests: (open: () => Endpoint, kind: Kind) => void): void {
  describe('memory', () => tests(() => new MemoryBucket(), 'memory'))
  for (const kind of servers) at(kind)(kind, () => tests(() => openEndpoint(placeAt(kind).direct), kind))
}

export const { signal } = new AbortController()

/** Different in every byte's neighbourhood, the same for the same seed. */
export function bytes(length: number, seed = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >>> 8) * 17 + seed * 101) & 0xff)
}
