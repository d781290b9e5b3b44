/** A self-signed certificate, made anew each time: no private key stands in the repository. X.509 version 1, RFC 5280. */
import { generateKeyPairSync, sign } from 'node:crypto'

export function makeCertificate(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
  const name = sequence(tagged(0x31, sequence(Buffer.from('0603550403', 'hex'), tagged(0x0c, Buffer.from('Test')))))
  const validity = sequence(tagged(0x17, Buffer.from('250101000000Z')), tagged(0x17, Buffer.from('491231235959Z')))
  const serial = tagged(0x02, Buffer.from([1]))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(serial, ecdsaWithSha256, name, validity, name, key)
  const signature = tagged(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem(sequence(body, ecdsaWithSha256, signature)),
  }
}

const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts)

/** One value of DER: what it is, how long, and the bytes. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')}\n-----END CERTIFICATE-----\n`
