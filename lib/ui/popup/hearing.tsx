import { useEffect, useState } from 'preact/hooks'
import { browser } from '../../platform/browser.ts'
import type { PopupService, SiteAudience } from '../../protocol/owner.ts'
import type { OwnerClient } from '../owner.ts'
import { hostOf } from '../words.ts'

/**
 * In quiet mode: whether this site may know of Allod.
 * @param news grows whenever this may have changed
 */
export function Hearing({
  origin,
  client,
  news,
}: {
  origin: string
  client: OwnerClient<PopupService> | undefined
  news: number
}) {
  const [site, setSite] = useState<SiteAudience>()
  const [said, setSaid] = useState('')
  const host = hostOf(origin)

  useEffect(() => {
    client?.ask(service => service.audienceOf(origin)).then(setSite, () => {}) // interrupted: news comes with its return
  }, [origin, client, news])

  const act = async (deed: () => Promise<string>) => {
    try {
      setSaid(await deed())
    } catch (error) {
      setSaid((error as Error).message)
    }
  }
  const letAsk = (pattern: string) =>
    act(async () => {
      // The background knows what is meant before the browser asks: its question may close this popup. Both leave in
      // this very click, or Firefox does not take it for one.
      const told = client?.ask(service => service.letAsk(origin))
      const allowed = browser.permissions.request({ origins: [pattern] })
      await told?.catch(() => {}) // interrupted: it is said once more below
      if (await allowed) await client?.ask(service => service.letAsk(origin))
      else await client?.ask(service => service.hideFrom(origin))
      return (await allowed) ? `${host} may ask now.` : `The browser does not let Allod into ${host}.`
    })
  const hide = () =>
    act(async () => {
      await client?.ask(service => service.hideFrom(origin))
      return `${host} may not ask any more. A tab of it that is open knows of Allod until it is reloaded.`
    })

  return (
    <>
      {site?.standing === 'hidden' && (
        <p class="line">
          <span>{host} does not know that Allod is here.</span>
          <button type="button" class="small" onClick={() => void letAsk(site.pattern)}>
            Let {host} ask
          </button>
        </p>
      )}
      {site?.standing === 'asking' && (
        <p class="line">
          <button type="button" class="small" onClick={() => void hide()}>
            Hide Allod from {host}
          </button>
        </p>
      )}
      <p class="soft" role="status">
        {said}
      </p>
    </>
  )
}
