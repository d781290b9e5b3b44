/** What S3 and its many kin understand: path style, ListObjectsV2, signatures of version 4. */
import { AwsV4Signer } from 'aws4fetch'
import type { EndpointConfig } from '../../protocol/backup.ts'
import { type Condition, type Endpoint, EndpointError, type Listed } from './endpoint.ts'
import { type Answer, type Ask, at, conditionHeaders, failure, isSuccess, request } from './fetch.ts'
import { checkName, isName } from './names.ts'
import { type Page, readError, readPage } from './s3-answers.ts'

type Config = Extract<EndpointConfig, { kind: 's3' }>

/** Of whatever stands there: a server that goes on listing for ever is not followed. */
const mostListed = 1_000_000

export class S3Endpoint implements Endpoint {
  readonly #config: Config
  /** Of the bucket, without a slash at its end. */
  readonly #bucket: string
  /** In the bucket; '' or ending in `/`. */
  readonly #prefix: string
  /** Signing keys, which hold for a day. */
  readonly #keys = new Map<string, ArrayBuffer>()

  constructor(config: Config) {
    this.#config = config
    this.#bucket = `${config.url.replace(/\/+$/, '')}/${config.bucket}`
    this.#prefix = config.prefix === '' ? '' : `${config.prefix}/`
  }

  async list(folder: string, signal: AbortSignal): Promise<Listed[]> {
    const start = this.#startOf(folder)
    return (await this.#pages(start, signal))
      .flatMap(page => page.objects)
      .map(({ key, tag }) => ({ name: key.slice(start.length), tag }))
      .filter(({ name }) => isName(name))
  }

  async folders(folder: string, signal: AbortSignal): Promise<string[]> {
    const start = this.#startOf(folder)
    return (await this.#pages(start, signal))
      .flatMap(page => page.folders)
      .map(key => key.slice(start.length, -1))
      .filter(isName)
  }

  async get(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const { ask, answer } = await this.#send('GET', this.#urlOf(name), signal)
    if (answer.status === 200) return answer.bytes
    if (isMissing(answer)) return null
    throw failed(ask, answer)
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal, condition: Condition = {}) {
    const headers = { 'content-type': 'application/octet-stream', ...conditionHeaders(condition) }
    const { ask, answer } = await this.#send('PUT', this.#urlOf(name), signal, { headers, body: bytes })
    if (!isSuccess(answer)) throw failed(ask, answer, condition)
  }

  async delete(name: string, signal: AbortSignal): Promise<void> {
    const { ask, answer } = await this.#send('DELETE', this.#urlOf(name), signal)
    if (!isSuccess(answer) && !isMissing(answer)) throw failed(ask, answer)
  }

  async tagOf(name: string, signal: AbortSignal): Promise<string | null> {
    const { ask, answer } = await this.#send('HEAD', this.#urlOf(name), signal)
    if (answer.status !== 200) throw failed(ask, answer)
    return answer.headers.get('etag') || null
  }

  #urlOf(name: string): URL {
    return new URL(`${this.#bucket}/${this.#prefix}${checkName(name)}`)
  }

  #startOf(folder: string): string {
    return folder === '' ? this.#prefix : `${this.#prefix}${checkName(folder)}/`
  }

  /** All of them, or an error. */
  async #pages(start: string, signal: AbortSignal): Promise<Page[]> {
    const pages: Page[] = []
    const seen = new Set<string>()
    let listed = 0
    for (let token: string | null = ''; token !== null; ) {
      const url = new URL(this.#bucket)
      url.search = new URLSearchParams({
        ...(token && { 'continuation-token': token }),
        delimiter: '/',
        'encoding-type': 'url', // XML cannot hold every name that somebody else may have used
        'list-type': '2',
        prefix: start,
      }).toString()
      const { ask, answer } = await this.#send('GET', url, signal)
      if (answer.status !== 200) throw failed(ask, answer)
      const page = readPage(answer.bytes, start)
      listed += page ? page.objects.length + page.folders.length : 0
      if (!page || listed > mostListed || (page.next !== null && seen.has(page.next)))
        throw new EndpointError('broken', `${at(ask)}: 200, but no complete list of this folder`)
      pages.push(page)
      token = page.next
      if (token !== null) seen.add(token)
    }
    return pages
  }

  async #send(method: string, url: URL, signal: AbortSignal, more: Pick<Partial<Ask>, 'headers' | 'body'> = {}) {
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      // Signed with the rest: what arrives is what was sent, or it is refused.
      headers: { ...more.headers, 'x-amz-content-sha256': await sha256(more.body ?? new Uint8Array()) },
      service: 's3',
      region: this.#config.region,
      accessKeyId: this.#config.accessKey,
      secretAccessKey: this.#config.secretKey,
      cache: this.#keys,
    }).sign()
    const headers = Object.fromEntries(signed.headers)
    const ask: Ask = { method, url: signed.url.href, headers, ...(more.body && { body: more.body }) }
    return { ask, answer: await request(ask, signal) }
  }
}

/** A bucket that is missing is not an object that is: an absent place must not look like an empty one. */
function isMissing(answer: Answer): boolean {
  return answer.status === 404 && readError(answer.bytes) === 'NoSuchKey'
}

function failed(ask: Ask, answer: Answer, condition: Condition = {}): EndpointError {
  return failure(ask, answer, { code: readError(answer.bytes), condition })
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, byte => byte.toString(16).padStart(2, '0')).join('')
}
