/**
 * Who may see that Allod is there: every site, or in quiet mode only those that the owner lets ask. What is chosen
 * stands in the store; here the browser is brought to do it, at each start anew if need be.
 */
import { browser } from '../platform/browser.ts'
import { endpointPattern, triedEndpoint } from '../protocol/backup.ts'
import type { AudienceView, SiteAudience } from '../protocol/owner.ts'
import type { Settings, Store } from '../store/index.ts'
import { isTrustworthy } from './caller.ts'
import type { Grants } from './grants.ts'
import { injectIntoOpenTabs } from './inject.ts'
import { areRegistered, matchesOf, patternOf, scriptsFor } from './scripts.ts'

/** In `storage.session`: the origin that the owner has just let ask, while the browser may be asking too. */
const letting = 'letting'

export class Audience {
  readonly #store: Store
  readonly #grants: Grants
  readonly #changed: () => void
  readonly #everySite = browser.runtime.getManifest().host_permissions ?? []
  readonly #isGecko = browser.runtime.getURL('').startsWith('moz-extension:')
  /** One change at a time: each reads what the browser has, and replaces it. */
  #turn: Promise<unknown> = Promise.resolve()

  /** @param changed told when somebody else may see Allod now */
  constructor(store: Store, grants: Grants, changed: () => void) {
    this.#store = store
    this.#grants = grants
    this.#changed = changed
  }

  /** Brings the browser to what is chosen. Does nothing where it is so already. */
  settle(): Promise<void> {
    return this.#inTurn(async () => this.#settle(await this.#store.settings()))
  }

  /** After an installation or an update, the bridges in open tabs are an earlier version's, or not there. */
  installed(): Promise<void> {
    return this.#inTurn(async () => {
      const settings = await this.#store.settings()
      await this.#settle(settings)
      await injectIntoOpenTabs(this.#matches(settings))
    })
  }

  /** The browser has given access to more pages: what the owner has let happen happens, though the popup be closed. */
  async given(origins: string[]): Promise<void> {
    const waiting = await this.#waiting()
    if (waiting && (await this.#holds([this.#pattern(waiting)]))) await this.#let(waiting)
    await this.#inTurn(async () => {
      const settings = await this.#store.settings()
      const matches = this.#matches(settings)
      const isFor = (pattern: string) => settings.audience === 'everyone' || matches.includes(pattern)
      await injectIntoOpenTabs(origins.filter(isFor))
    })
    this.#changed()
  }

  taken(): void {
    this.#changed()
  }

  view(): Promise<AudienceView> {
    return this.#inTurn(async () => {
      const { audience, asking } = await this.#store.settings()
      return {
        audience,
        asking: await Promise.all(
          asking.toSorted().map(async origin => {
            const pattern = this.#pattern(origin)
            return { origin, pattern, isHeld: await this.#holds([pattern]) }
          }),
        ),
        everySite: this.#everySite,
        isHeld: await this.#holds(this.#everySite),
      }
    })
  }

  async of(origin: string): Promise<SiteAudience> {
    if (!isTrustworthy(origin)) return { standing: 'never', pattern: '' }
    const { audience, asking } = await this.view()
    const pattern = this.#pattern(origin)
    if (audience === 'everyone') return { standing: 'everyone', pattern }
    return { standing: asking.some(site => site.origin === origin && site.isHeld) ? 'asking' : 'hidden', pattern }
  }

  async choose(audience: 'everyone' | 'quiet'): Promise<void> {
    await this.#inTurn(async () => {
      await browser.storage.session.remove(letting)
      // Sites with access know already, and go on.
      const { asking } = await this.#store.settings()
      const known = audience === 'quiet' ? this.#grants.origins() : []
      await this.#settle(await this.#store.changeSettings({ audience, asking: [...new Set([...asking, ...known])] }))
    })
    this.#changed()
  }

  /** Who is given access knows already: in quiet mode it may go on asking, like any that had access before. */
  async knows(origin: string): Promise<void> {
    const { audience, asking } = await this.#store.settings()
    if (audience === 'quiet' && !asking.includes(origin)) await this.letAsk(origin)
  }

  /** Takes effect at once where the browser gives access to the site, else as soon as it does. */
  async letAsk(origin: string): Promise<void> {
    if (!isTrustworthy(origin)) throw new Error('Allod serves secure sites only.')
    await browser.storage.session.set({ [letting]: origin }) // before looking: what comes in between is seen here
    if (await this.#holds([this.#pattern(origin)])) await this.#let(origin)
  }

  /** Its open tabs know until they are reloaded. */
  async hideFrom(origin: string): Promise<void> {
    await this.#inTurn(async () => {
      await browser.storage.session.remove(letting)
      const { asking } = await this.#store.settings()
      await this.#settle(await this.#store.changeSettings({ asking: asking.filter(other => other !== origin) }))
    })
    this.#changed()
  }

  async #let(origin: string): Promise<void> {
    await this.#inTurn(async () => {
      const { asking } = await this.#store.settings()
      try {
        await this.#settle(await this.#store.changeSettings({ asking: [...new Set([...asking, origin])] }))
      } catch (error) {
        // A pattern that the browser does not take must not keep all the other sites from asking.
        await this.#settle(await this.#store.changeSettings({ asking }))
        throw error
      } finally {
        await browser.storage.session.remove(letting)
      }
    })
    this.#changed()
  }

  async #settle(settings: Settings): Promise<void> {
    const matches = this.#matches(settings)
    const wanted = scriptsFor(matches)
    const known = await browser.scripting.getRegisteredContentScripts()
    if (!areRegistered(known, wanted)) {
      const isUpdate = wanted.length > 0 && wanted.length === known.length
      if (isUpdate) await browser.scripting.updateContentScripts(wanted)
      else {
        if (known.length > 0) await browser.scripting.unregisterContentScripts()
        if (wanted.length > 0) await browser.scripting.registerContentScripts(wanted)
      }
      const before = new Set(known[0]?.matches)
      await injectIntoOpenTabs(matches.filter(pattern => !before.has(pattern)))
    }
    if (settings.audience === 'quiet') await this.#giveUp(matches)
  }

  /** Access to pages that nobody needs now. Chromium does not take back what its manifest requires. */
  async #giveUp(needed: string[]): Promise<void> {
    const { origins = [] } = await browser.permissions.getAll()
    const kept = new Set(this.#isGecko ? needed : [...needed, ...this.#everySite])
    // A background that wakes because the owner has just said yes must not give that up before it has used it.
    const waiting = await this.#waiting()
    if (waiting) kept.add(this.#pattern(waiting))
    for (const pattern of await this.#endpoints()) kept.add(pattern)
    const surplus = origins.filter(pattern => !kept.has(pattern))
    if (surplus.length > 0) await browser.permissions.remove({ origins: surplus })
  }

  async #waiting(): Promise<string | undefined> {
    const stored = await browser.storage.session.get(letting)
    return stored[letting] as string | undefined
  }

  /** Where the owner's backup goes, and where one is just being tried. */
  async #endpoints(): Promise<string[]> {
    const [setup, stored] = await Promise.all([
      this.#store.backup.get('setup'),
      browser.storage.session.get(triedEndpoint),
    ])
    const tried = stored[triedEndpoint] as string | undefined
    return [...(setup ? [endpointPattern(setup.endpoint.url)] : []), ...(tried ? [tried] : [])]
  }

  #matches(settings: Settings): string[] {
    return matchesOf(settings, this.#everySite, !this.#isGecko)
  }

  #pattern(origin: string): string {
    return patternOf(origin, !this.#isGecko)
  }

  #holds(origins: string[]): Promise<boolean> {
    return browser.permissions.contains({ origins })
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act)
    this.#turn = turn.catch(() => {})
    return turn
  }
}
