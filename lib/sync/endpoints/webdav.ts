/** RFC 4918, as far as an object store needs it: PUT, GET, DELETE, PROPFIND, and MKCOL where a folder is missing. */
import type { EndpointConfig } from '../../protocol/backup.ts'
import { type Condition, type Endpoint, EndpointError, type Listed } from './endpoint.ts'
import { type Answer, type Ask, at, conditionHeaders, failure, isSuccess, request } from './fetch.ts'
import { type Member, readMembers } from './multistatus.ts'
import { checkName } from './names.ts'

/** What is larger is not sent in vain: its folder is made first, unless it is known to be there. Bytes. */
const costly = 64 * 1024

const encoder = new TextEncoder()
const wanted = encoder.encode(
  '<?xml version="1.0" encoding="utf-8"?>' +
    '<propfind xmlns="DAV:"><prop><resourcetype/><getetag/><getlastmodified/><getcontentlength/></prop></propfind>',
)

export class WebDavEndpoint implements Endpoint {
  /** Ends in `/`. */
  readonly #base: URL
  readonly #headers: Record<string, string>
  /** Folders into which something was put. */
  readonly #known = new Set<string>()

  constructor({ url, user, password }: Extract<EndpointConfig, { kind: 'webdav' }>) {
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`)
    const pair = String.fromCharCode(...encoder.encode(`${user}:${password}`))
    this.#headers = { authorization: `Basic ${btoa(pair)}` }
  }

  async list(folder: string, signal: AbortSignal): Promise<Listed[]> {
    const members = await this.#members(folder, signal)
    return members.filter(one => !one.isFolder).map(({ name, tag }) => ({ name, tag }))
  }

  async folders(folder: string, signal: AbortSignal): Promise<string[]> {
    return (await this.#members(folder, signal)).filter(one => one.isFolder).map(({ name }) => name)
  }

  async get(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const { ask, answer } = await this.#send('GET', this.#urlOf(name), signal)
    if (answer.status === 200) return answer.bytes
    if (answer.status === 404 || answer.status === 410) return null
    throw failure(ask, answer)
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal, condition: Condition = {}) {
    const url = this.#urlOf(name)
    const folder = new URL('.', url)
    if (bytes.length > costly && !this.#known.has(folder.href)) {
      await this.#makeFolder(folder, signal).catch(error => {
        // Whether it can be put there is what the server says to that.
        if (!(error instanceof EndpointError) || error.problem === 'offline') throw error
      })
    }
    const put = () =>
      this.#send('PUT', url, signal, {
        headers: { 'content-type': 'application/octet-stream', ...conditionHeaders(condition) },
        body: bytes,
      })
    let { ask, answer } = await put()
    // RFC 4918 says 409 where the folder is missing; others say 404 or 403, and lighttpd 500 of an empty object.
    if ([403, 404, 409].includes(answer.status) || (answer.status === 500 && bytes.length === 0)) {
      await this.#makeFolder(folder, signal)
      ;({ ask, answer } = await put())
    }
    if (!isSuccess(answer)) throw failure(ask, answer, { condition })
    this.#known.add(folder.href)
  }

  async delete(name: string, signal: AbortSignal): Promise<void> {
    await this.#delete(this.#urlOf(name), signal)
  }

  /** With all that is in it. */
  async removeFolder(folder: string, signal: AbortSignal): Promise<void> {
    await this.#delete(new URL(`${checkName(folder)}/`, this.#base), signal)
  }

  async tagOf(name: string, signal: AbortSignal): Promise<string | null> {
    const { ask, answer } = await this.#send('HEAD', this.#urlOf(name), signal)
    if (answer.status !== 200) throw failure(ask, answer)
    return answer.headers.get('etag') || null
  }

  #urlOf(name: string): URL {
    return new URL(checkName(name), this.#base)
  }

  async #members(folder: string, signal: AbortSignal): Promise<Member[]> {
    const url = folder === '' ? this.#base : new URL(`${checkName(folder)}/`, this.#base)
    // Some take a body only with this type: lighttpd answers 415 without it.
    const headers = { 'content-type': 'application/xml; charset=utf-8', depth: '1' }
    const { ask, answer } = await this.#send('PROPFIND', url, signal, { headers, body: wanted })
    if (answer.status === 404) return []
    if (answer.status !== 207) throw failure(ask, answer)
    const members = readMembers(answer.bytes, url)
    if (!members) throw new EndpointError('broken', `${at(ask)}: 207, but no complete list of this folder`)
    return members
  }

  /** With those above it, as far as they are missing. Somebody else may be making it at the same moment. */
  async #makeFolder(url: URL, signal: AbortSignal): Promise<void> {
    const make = () => this.#send('MKCOL', url, signal)
    let { ask, answer } = await make()
    const isBelowBase = url.pathname.length > this.#base.pathname.length
    const lacksParent = [404, 409].includes(answer.status) || (answer.status === 403 && isBelowBase)
    if (lacksParent && url.pathname !== '/') {
      await this.#makeFolder(new URL('..', url), signal)
      ;({ ask, answer } = await make())
    }
    // 405: there is one.
    if (!isSuccess(answer) && answer.status !== 405) throw failure(ask, answer)
  }

  async #delete(url: URL, signal: AbortSignal): Promise<void> {
    const { ask, answer } = await this.#send('DELETE', url, signal)
    if (!isSuccess(answer) && answer.status !== 404 && answer.status !== 410) throw failure(ask, answer)
  }

  async #send(method: string, url: URL, signal: AbortSignal, more: Pick<Partial<Ask>, 'headers' | 'body'> = {}) {
    const headers = { ...this.#headers, ...more.headers }
    const ask: Ask = { method, url: url.href, headers, ...(more.body && { body: more.body }) }
    const answer: Answer = await request(ask, signal)
    return { ask, answer }
  }
}
