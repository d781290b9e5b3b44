/** A folder of its own for one test at a real server behind the proxy. In Node as in a browser. */
import type { EndpointConfig } from '../../lib/protocol/backup.ts'
import type { Counts, Plan, Rule } from './plan.ts'

/** As `setup.ts` provides it. */
export interface Served {
  endpoint: EndpointConfig
  /** The proxy before it. */
  proxy: string
}

export class Place {
  readonly #control: string
  /** Through the proxy. */
  readonly endpoint: EndpointConfig
  /** Past it. Without CORS, thus in Node alone. */
  readonly direct: EndpointConfig

  /** @param scope a name that no other test uses */
  constructor({ endpoint, proxy }: Served, scope: string) {
    this.#control = `${proxy}/.faults/${scope}`
    this.direct = inFolder(endpoint, scope)
    this.endpoint = { ...this.direct, url: proxy + new URL(this.direct.url).pathname.replace(/\/$/, '') }
  }

  /** From now on; replaces what was asked for before, and counts from zero. What came through before is not known. */
  async plan(plan: Plan): Promise<void> {
    await this.#ask('PUT', plan)
  }

  async rules(...rules: Rule[]): Promise<void> {
    await this.plan({ rules })
  }

  /** Since the last plan. */
  async counts(): Promise<Counts> {
    return (await this.#ask('GET')) as Counts
  }

  /** Nothing is kept of it any more: what came through would stay in memory until the tests end. */
  async forget(): Promise<void> {
    await this.#ask('DELETE')
  }

  async #ask(method: string, plan?: Plan): Promise<unknown> {
    const response = await fetch(this.#control, { method, ...(plan && { body: JSON.stringify(plan) }) })
    if (!response.ok) throw new Error(`The proxy answers ${response.status}: ${await response.text()}`)
    return await response.json()
  }
}

function inFolder(endpoint: EndpointConfig, folder: string): EndpointConfig {
  if (endpoint.kind === 's3') return { ...endpoint, prefix: `${endpoint.prefix}/${folder}` }
  return { ...endpoint, url: `${endpoint.url}/${folder}` }
}
