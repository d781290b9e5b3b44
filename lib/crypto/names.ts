/**
 * The names of objects, without the store's in front. Those that never change end with the digest of the very bytes
 * that stand there, so that whoever fetches one knows at once whether it is whole.
 */
const id = '[A-Za-z0-9_-]{1,64}'
const hash = '[A-Za-z0-9_-]{43}'

export const markerName = 'f'
export const headsFolder = (space: string) => `${space}/h`
export const membersFolder = (space: string) => `${space}/m`
export const keysFolder = (space: string) => `${space}/k`
export const segmentsFolder = (space: string, device: string) => `${space}/l/${device}`
export const snapshotsFolder = (space: string, device: string) => `${space}/s/${device}`

export const headName = (space: string, device: string, slot: number) => `${headsFolder(space)}/${device}.${slot}`

/** Without the digest: what an object is sealed for. */
export const segmentPlace = (space: string, device: string, seq: number) => `${segmentsFolder(space, device)}/${seq}`
export const snapshotPlace = (space: string, device: string, n: number) => `${snapshotsFolder(space, device)}/${n}`
export const partPlace = (space: string, device: string, n: number, i: number) =>
  `${snapshotsFolder(space, device)}/${n}.${i}`
export const memberPlace = (space: string, admin: string, seq: number) => `${membersFolder(space)}/${admin}-${seq}`

export const withDigest = (place: string, digest: string) => `${place}-${digest}`

/** Of an object in a folder of heads. */
export function parseHeadName(name: string): { device: string; slot: number } | null {
  const found = new RegExp(`^(${id})\\.([01])$`).exec(name)
  return found && { device: found[1] as string, slot: Number(found[2]) }
}

/** Of a segment in its folder. */
export function parseSegmentName(name: string): { n: number; digest: string } | null {
  const found = new RegExp(`^(0|[1-9][0-9]{0,14})-(${hash})$`).exec(name)
  return found && { n: Number(found[1]), digest: found[2] as string }
}

/** Of a membership operation in its folder. */
export function parseMemberName(name: string): { admin: string; seq: number; digest: string } | null {
  const found = new RegExp(`^(${id})-(0|[1-9][0-9]{0,14})-(${hash})$`).exec(name)
  return found && { admin: found[1] as string, seq: Number(found[2]), digest: found[3] as string }
}

/** Of a snapshot (`part` is null) or of one of its parts. */
export function parseSnapshotName(name: string): { n: number; part: number | null; digest: string } | null {
  const found = new RegExp(`^([1-9][0-9]{0,14})(?:\\.(0|[1-9][0-9]{0,9}))?-(${hash})$`).exec(name)
  return (
    found && { n: Number(found[1]), part: found[2] === undefined ? null : Number(found[2]), digest: found[3] as string }
  )
}

/** Of a wrapped key in its folder. */
export function parseKeyName(name: string): { epoch: number; admin: string; digest: string } | null {
  const found = new RegExp(`^(0|[1-9][0-9]{0,9})-(${id})-(${hash})\\.age$`).exec(name)
  return found && { epoch: Number(found[1]), admin: found[2] as string, digest: found[3] as string }
}
export const keyName = (space: string, epoch: number, admin: string, digest: string) =>
  `${keysFolder(space)}/${epoch}-${admin}-${digest}.age`
