/** The XML of ListObjectsV2 and of errors. Not all who speak it name its namespace. */
import { childrenOf, readXml, textOf } from './xml.ts'

export interface Page {
  objects: { key: string; tag: string | null }[]
  /** Keys that end in `/`. */
  folders: string[]
  /** The token that leads to the next page; null on the last one. */
  next: string | null
}

/** @returns null where it is no list, or does not say whether more is to come */
export function readPage(bytes: Uint8Array, start: string): Page | null {
  const root = readXml(bytes)
  if (root?.name !== 'ListBucketResult') return null
  const isEncoded = textOf(root, 'EncodingType') === 'url'
  const keyOf = (text: string | undefined) => (text === undefined ? null : isEncoded ? decode(text) : text)

  const objects: Page['objects'] = []
  for (const one of childrenOf(root, 'Contents')) {
    const key = keyOf(textOf(one, 'Key'))
    if (!key?.startsWith(start)) return null
    const etag = textOf(one, 'ETag')
    objects.push({ key, tag: etag || timeAndSize(textOf(one, 'LastModified'), textOf(one, 'Size')) })
  }
  const folders: string[] = []
  for (const one of childrenOf(root, 'CommonPrefixes')) {
    const key = keyOf(textOf(one, 'Prefix'))
    if (!key?.startsWith(start) || !key.endsWith('/')) return null
    folders.push(key)
  }
  const [isTruncated, next] = [textOf(root, 'IsTruncated'), textOf(root, 'NextContinuationToken')]
  if (isTruncated === 'false') return { objects, folders, next: null }
  return isTruncated === 'true' && next ? { objects, folders, next } : null
}

/** What an error calls itself, `NoSuchKey` for instance; '' where it does not. */
export function readError(bytes: Uint8Array): string {
  const root = bytes.length < 65_536 ? readXml(bytes) : null
  const code = root?.name === 'Error' ? textOf(root, 'Code') : undefined
  return code !== undefined && /^[A-Za-z0-9.]{1,64}$/.test(code) ? code : ''
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

const timeAndSize = (time: string | undefined, size: string | undefined): string | null =>
  time && size ? `${time} ${size}` : null
