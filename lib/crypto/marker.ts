/** The object `f`: tells which store stands at a place, before anything can be opened. Never changes. */
import { base64url } from '../platform/random.ts'
import { formatName, formatVersion, markerFile, markerSchema } from '../protocol/backup-format.ts'
import { type Bytes, fromBase64Url, fromUtf8, toUtf8 } from './bytes.ts'
import { DamagedError, NewerFormatError } from './damaged.ts'
import { shortId } from './ids.ts'
import { markerName } from './names.ts'
import { importVerifyKey, parseSigned, signJson, verifyJson } from './sign.ts'

export async function makeMarker(signKey: CryptoKey, store: string, root: string): Promise<Bytes> {
  const signed = base64url(await signJson(signKey, `allod store 1\n${store}`, { store, root }))
  return toUtf8(`${JSON.stringify({ format: formatName, version: formatVersion, signed })}\n`)
}

/** @throws DamagedError, NewerFormatError */
export async function readMarker(bytes: Bytes): Promise<{ store: string; root: string }> {
  const place = markerName
  let file: unknown
  try {
    file = JSON.parse(fromUtf8(bytes))
  } catch {
    throw new DamagedError(place, 'it cannot be read')
  }
  const { format, version } = (file ?? {}) as { format?: unknown; version?: unknown }
  if (format === formatName && typeof version === 'number' && version > formatVersion) {
    throw new NewerFormatError(place, version)
  }
  const parsed = markerFile.safeParse(file)
  const signed = parsed.data && fromBase64Url(parsed.data.signed)
  if (!signed) throw new DamagedError(place, 'this is no marker of a store')
  const claimed = markerSchema.safeParse(parseSigned(signed, place))
  if (!claimed.success) throw new DamagedError(place, 'this is no marker of a store')
  const { store, root } = claimed.data
  if ((await shortId('store', root)) !== store) throw new DamagedError(place, 'its store is not the one of its key')
  await verifyJson(await importVerifyKey(root, place), `allod store 1\n${store}`, signed, place)
  return { store, root }
}
