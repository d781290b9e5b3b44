/** RFC 4918, 13: what a PROPFIND of depth 1 tells of a folder. */
import { isName } from './names.ts'
import { childrenOf, type Element, readXml, textOf } from './xml.ts'

export interface Member {
  name: string
  isFolder: boolean
  tag: string | null
}

interface Told {
  /** Decoded parts of its path. */
  path: string[]
  isFolder: boolean
  tag: string | null
}

/**
 * What stands directly in the folder; names that are none of ours are left out.
 * @returns null where this is no multistatus, or not whole
 */
export function readMembers(bytes: Uint8Array, folder: URL): Member[] | null {
  const root = readXml(bytes)
  if (root?.name !== 'multistatus' || root.space !== 'DAV:') return null
  const all: Told[] = []
  for (const response of childrenOf(root, 'response', 'DAV:')) {
    const told = readResponse(response, folder)
    if (told === null) return null
    if (told !== 'gone') all.push(told)
  }
  const self = findSelf(all, partsOf(folder))
  if (!self) return null
  const members: Member[] = []
  for (const one of all) {
    if (one === self || isSame(one.path, self.path)) continue
    const isInside = self.path.every((part, i) => one.path[i] === part)
    if (!isInside) return null
    const name = one.path[self.path.length]
    const isDirect = one.path.length === self.path.length + 1
    if (isDirect && name !== undefined && isName(name)) members.push({ name, isFolder: one.isFolder, tag: one.tag })
  }
  return members
}

/**
 * The folder itself, which stands among the answers (RFC 4918, 9.1). A server behind another may know it by another
 * path than we do: then it is the one that stands above all others.
 */
function findSelf(all: Told[], folder: string[]): Told | undefined {
  const shortest = all.reduce<Told | undefined>(
    (least, one) => (least && least.path.length <= one.path.length ? least : one),
    undefined,
  )
  const found = all.find(one => isSame(one.path, folder)) ?? shortest
  return found?.isFolder ? found : undefined
}

/** @returns null where it cannot be read, `gone` where it has gone since the server began to list. */
function readResponse(response: Element, folder: URL): Told | 'gone' | null {
  const href = textOf(response, 'href', 'DAV:')
  if (statusOf(response) === 404) return 'gone'
  if (!href || !URL.canParse(href, folder)) return null
  const path = partsOf(new URL(href, folder))
  const found = childrenOf(response, 'propstat', 'DAV:').find(one => statusOf(one) === 200)
  const prop = childrenOf(found, 'prop', 'DAV:')[0]
  if (!prop) return null // it may not be seen, or fails
  const type = childrenOf(prop, 'resourcetype', 'DAV:')[0]
  return { path, isFolder: childrenOf(type, 'collection', 'DAV:').length > 0, tag: tagOf(prop) }
}

function tagOf(prop: Element): string | null {
  const etag = textOf(prop, 'getetag', 'DAV:')
  if (etag) return etag
  const [time, size] = [textOf(prop, 'getlastmodified', 'DAV:'), textOf(prop, 'getcontentlength', 'DAV:')]
  return time && size ? `${time} ${size}` : null
}

/** `HTTP/1.1 200 OK` → 200. */
function statusOf(element: Element): number | undefined {
  const told = textOf(element, 'status', 'DAV:')
  return told === undefined ? undefined : Number(/^HTTP\/\S+ (\d{3})\b/.exec(told)?.[1] ?? 0)
}

/** The parts of a path, decoded; a slash at its end does not count. Encoding that is none is taken as it stands. */
function partsOf({ pathname }: URL): string[] {
  return pathname
    .split('/')
    .filter(part => part !== '')
    .map(part => {
      try {
        return decodeURIComponent(part)
      } catch {
        return part
      }
    })
}

const isSame = (a: string[], b: string[]): boolean => a.length === b.length && a.every((part, i) => part === b[i])
