/** What a test can ask of the proxy: which requests are hit, and by what. */

/** Numbers of bytes are of the body. */
export type Fault =
  /** Nothing of it reaches the server. */
  | { kind: 'refuse' }
  /** The server gets so much of it, then the line is cut on both sides. */
  | { kind: 'cutRequest'; after: number }
  /** The server does it; of its answer so much arrives before the line is cut. */
  | { kind: 'cutReply'; after: number }
  /** The server does it; nothing of its answer arrives. */
  | { kind: 'dropReply' }
  | { kind: 'delay'; milliseconds: number }
  /** Goes on when so many later requests have been answered, and after two seconds anyway. */
  | { kind: 'overtaken'; by: number }
  /** The server gets it twice. The second answer is handed on. */
  | { kind: 'repeat' }
  /** An answer of the proxy's own: the server never hears of it. */
  | { kind: 'status'; status: number; retryAfter?: string; location?: string; body?: string }
  /** As if there were no such object, in the words of its kind. */
  | { kind: 'missing' }
  /** What the object was before, by so many versions that came through here; the oldest where there are fewer. */
  | { kind: 'older'; back: number }
  /** The last object that came through here whose path matches. */
  | { kind: 'swap'; for: string }
  /** One bit of the answer is turned. */
  | { kind: 'flip'; at: number }
  /** A whole answer that is too short, by a length that agrees. */
  | { kind: 'shorten'; to: number }
  /** Leaves names that match out of listings. */
  | { kind: 'hide'; name: string }

export interface Rule {
  /** All methods without. Listings of S3 are `LIST`, as those of WebDAV are `PROPFIND`. */
  method?: string | string[]
  /** A regular expression for the path, without the query; all without. */
  path?: string
  /** So many requests go through before it begins; none without. */
  skip?: number
  /** So many are hit; all without. */
  times?: number
  fault: Fault
}

/** Faults by chance, the same for the same seed, whatever order requests come in. */
interface Chaos {
  seed: number
  /** Of how many requests one is hit. */
  oneIn: number
  faults: Fault[]
}

export interface Plan {
  rules?: Rule[]
  chaos?: Chaos
}

interface Counted {
  requests: number
  /** Bytes of bodies: from the client, and from the server. */
  up: number
  down: number
}

/** By method, `LIST` for listings of S3. What a fault has hit counts too; preflights do not. */
export type Counts = Record<string, Counted>

/** Chooses for one request after the other. */
export class Chooser {
  readonly #plan: Plan
  readonly #met = new Map<Rule, number>()
  readonly #seen = new Map<string, number>()

  constructor(plan: Plan) {
    this.#plan = plan
  }

  choose(method: string, path: string): Fault | undefined {
    return this.#byRule(method, path) ?? this.#byChance(`${method} ${path}`)
  }

  #byRule(method: string, path: string): Fault | undefined {
    for (const rule of this.#plan.rules ?? []) {
      const { skip = 0, times = Number.POSITIVE_INFINITY } = rule
      if (rule.method !== undefined && ![rule.method].flat().includes(method)) continue
      if (rule.path !== undefined && !new RegExp(rule.path).test(path)) continue
      const met = this.#met.get(rule) ?? 0
      this.#met.set(rule, met + 1)
      if (met >= skip && met < skip + times) return rule.fault
    }
    return undefined
  }

  #byChance(request: string): Fault | undefined {
    const { chaos } = this.#plan
    if (!chaos) return undefined
    const nth = this.#seen.get(request) ?? 0
    this.#seen.set(request, nth + 1)
    const drawn = hash(`${chaos.seed} ${nth} ${request}`)
    if (drawn % chaos.oneIn !== 0) return undefined
    return chaos.faults[Math.floor(drawn / chaos.oneIn) % chaos.faults.length]
  }
}

/** FNV-1a, then mixed, so that its low bits are as good as the others. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
