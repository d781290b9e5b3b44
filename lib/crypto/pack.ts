/**
 * What is sealed: deflated (RFC 1951) behind its length in four bytes, then padded with zeros, so that its size tells
 * little of it. Padmé: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs",
 * PoPETs 2019. At most 12 % is added, and the size tells O(log log n) bits.
 */
import { aMoment } from '../platform/moment.ts'
import { type Bytes, concat } from './bytes.ts'
import { DamagedError } from './damaged.ts'

/** Nothing is smaller. Bytes. */
const floor = 256
/** Nothing that is unpacked may be larger: a member with a grudge could fill the memory otherwise. Bytes. */
const most = 128 * 2 ** 20
const prefix = 4
/** Browsers deflate on the thread that asks for it, and sites wait meanwhile: so much at a time. Bytes. */
const slice = 64 * 1024

export function padmeLength(length: number): number {
  if (length <= floor) return floor
  // Whole numbers alone: how exact a logarithm is differs between machines, and sizes are checked to the byte.
  const exponent = log2(length)
  const lowBits = exponent - (log2(exponent) + 1)
  const unit = 2 ** lowBits
  return Math.ceil(length / unit) * unit
}

/** Rounded down, of 1 to 2³²−1. */
const log2 = (number: number): number => 31 - Math.clz32(number)

export async function pack(bytes: Bytes): Promise<Bytes> {
  const deflated = await through(bytes, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY)
  const packed = new Uint8Array(padmeLength(prefix + deflated.length))
  new DataView(packed.buffer).setUint32(0, deflated.length)
  packed.set(deflated, prefix)
  return packed
}

/** @throws DamagedError */
export async function unpack(packed: Bytes, place: string): Promise<Bytes> {
  if (packed.length < prefix) throw new DamagedError(place, 'it is cut off')
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0)
  const end = prefix + length
  if (end > packed.length || packed.length !== padmeLength(end)) throw new DamagedError(place, 'its length is wrong')
  if (packed.subarray(end).some(byte => byte !== 0)) throw new DamagedError(place, 'its padding is wrong')
  try {
    return await through(packed.subarray(prefix, end), new DecompressionStream('deflate-raw'), most)
  } catch (error) {
    throw new DamagedError(place, `it cannot be unpacked (${(error as Error).message})`)
  }
}

async function through(bytes: Bytes, stream: CompressionStream | DecompressionStream, limit: number): Promise<Bytes> {
  const reading = readAll(stream.readable.getReader(), limit)
  reading.catch(() => {}) // thrown below
  const writer = stream.writable.getWriter()
  writer.closed.catch(() => {})
  try {
    for (let at = 0; at < bytes.length; at += slice) {
      await writer.write(bytes.subarray(at, at + slice))
      await aMoment()
    }
    await writer.close()
  } catch {} // whoever reads is told why
  return reading
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, limit: number): Promise<Bytes> {
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return concat(...parts)
    length += value.length
    if (length > limit) {
      await reader.cancel()
      throw new Error('it would be too large')
    }
    parts.push(value)
  }
}
