/**
 * What the recovery words open. 24 words of BIP-39 are 256 random bits, which no stretching would make better; HKDF makes
 * of them the key that signs (Ed25519) and the one that epochs' keys and exports are sealed to (an age identity).
 *
 * For the dashboard alone: age takes 22 ms to evaluate, which no background that wakes up may wait for.
 */
import { bech32 } from '@scure/base'
import { entropyToMnemonic, generateMnemonic, mnemonicToEntropy, validateMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption'
import { type Bytes, concat, toUtf8 } from './bytes.ts'
import { shortId } from './ids.ts'

export const wordCount = 24
const known: ReadonlySet<string> = new Set(wordlist)

export const newWords = (): string[] => generateMnemonic(wordlist, 256).split(' ')

/** `at`: which word, from 0; absent where all of them together make no phrase. */
export class WordsError extends Error {
  readonly problem: 'count' | 'word' | 'checksum'
  readonly at: number | undefined
  constructor(problem: 'count' | 'word' | 'checksum', at?: number) {
    super(`The recovery words are not right: ${problem}.`)
    this.problem = problem
    this.at = at
  }
}

export const isWord = (word: string): boolean => known.has(word)

/** Words as somebody has typed them: capitals, line ends, commas and numbers before them make no difference. */
export const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .match(/[a-z]+/g) ?? []

/** @throws WordsError */
export function parseWords(text: string): string[] {
  const words = wordsIn(text)
  if (words.length !== wordCount) throw new WordsError('count')
  const unknown = words.findIndex(word => !isWord(word))
  if (unknown >= 0) throw new WordsError('word', unknown)
  if (!validateMnemonic(words.join(' '), wordlist)) throw new WordsError('checksum')
  return words
}

/** Of a test, of known entropy. */
export const wordsOf = (entropy: Bytes): string[] => entropyToMnemonic(entropy, wordlist).split(' ')

export interface Root {
  /** The name of the store that these words are for. */
  store: string
  /** Ed25519, base64url. */
  publicKey: string
  /** Names the key where it signs membership. */
  admin: string
  signKey: CryptoKey
  /** `age1…`: what epochs' keys and exports are sealed to. */
  recipient: string
  /** `AGE-SECRET-KEY-1…`: opens them, with the stock `age` command as well. As secret as the words. */
  identity: string
}

/** @param words as `parseWords` gives them */
export async function openRoot(words: readonly string[]): Promise<Root> {
  const entropy = new Uint8Array(mnemonicToEntropy(words.join(' '), wordlist))
  const material = await crypto.subtle.importKey('raw', entropy, 'HKDF', false, ['deriveBits'])
  const [seed, scalar] = await Promise.all([deriveBits(material, 'sign'), deriveBits(material, 'box')])
  const { signKey, publicKey } = await signingKey(seed)
  const identity = bech32.encodeFromBytes('AGE-SECRET-KEY-', scalar).toUpperCase()
  return {
    store: await shortId('store', publicKey),
    publicKey,
    admin: await shortId('admin', publicKey),
    signKey,
    recipient: await identityToRecipient(identity),
    identity,
  }
}

/** Sealed to several recipients of one kind: mixed with hybrid ones, what those protect would be gone. */
export async function wrap(bytes: Bytes, recipients: readonly string[]): Promise<Bytes> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return new Uint8Array(await encrypter.encrypt(bytes))
}

/** @throws where it is not sealed to this identity, or was changed */
export async function unwrap(sealed: Bytes, identity: string): Promise<Bytes> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return new Uint8Array(await decrypter.decrypt(sealed))
}

/** A stream sealed to a recipient, in the age format. */
export function wrapStream(stream: ReadableStream<Uint8Array>, recipient: string): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter.encrypt(stream)
}

/** What `wrapStream` has sealed. @throws where it is not sealed to this identity; what was changed makes the stream fail */
export function unwrapStream(
  sealed: ReadableStream<Uint8Array>,
  identity: string,
): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return decrypter.decrypt(sealed)
}

/** Of an X25519 public key. */
export const recipientOf = (publicKey: Bytes): string => bech32.encodeFromBytes('age', publicKey)

async function deriveBits(material: CryptoKey, use: 'sign' | 'box'): Promise<Bytes> {
  const info = toUtf8(`allod root 1 ${use}`)
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, material, 256))
}

/** PKCS #8 around a seed of Ed25519 (RFC 8410, section 7). */
const pkcs8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

async function signingKey(seed: Bytes): Promise<{ signKey: CryptoKey; publicKey: string }> {
  const readable = await crypto.subtle.importKey('pkcs8', concat(pkcs8, seed), 'Ed25519', true, ['sign'])
  const { x } = await crypto.subtle.exportKey('jwk', readable)
  const signKey = await crypto.subtle.importKey('pkcs8', concat(pkcs8, seed), 'Ed25519', false, ['sign'])
  return { signKey, publicKey: x as string }
}
