const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  return c
})

/** The checksum of zip files, of what comes in pieces. */
export function crc32(): { update(bytes: Uint8Array): void; value(): number } {
  let crc = 0xffff_ffff
  return {
    update(bytes) {
      for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number)
    },
    value: () => (crc ^ 0xffff_ffff) >>> 0,
  }
}
