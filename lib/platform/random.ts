/** 128 random bits, base64url, 22 characters. */
export function randomId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)))
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** A random unsigned 32-bit integer, the range of Yjs client ids. */
export function randomUint32(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] as number
}

/** RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** The inverse of `base64url`; null where the text is no base64url. */
export function fromBase64url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0))
  } catch {
    return null
  }
}
