/** The keys of one device. Their private halves cannot be read, and never leave it. */
export interface DeviceKeyPairs {
  /** Ed25519: heads are signed with it. */
  sign: CryptoKeyPair
  /** X25519: later epochs' keys can be wrapped to it. */
  box: CryptoKeyPair
}

export async function makeDeviceKeys(): Promise<DeviceKeyPairs> {
  const [sign, box] = await Promise.all([
    crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']),
    crypto.subtle.generateKey('X25519', false, ['deriveBits']),
  ])
  return { sign: sign as CryptoKeyPair, box: box as CryptoKeyPair }
}
