import { useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
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
      return (await allowed) ? i18n.t('popup.mayAsk', { host }) : i18n.t('popup.isBlocked', { host })
    })
  const hide = () =>
    act(async () => {
      await client?.ask(service => service.hideFrom(origin))
      return i18n.t('popup.mayNotAsk', { host })
    })

  return (
    <>
      {site?.standing === 'hidden' && (
        <p class="line">
          <span>{i18n.t('popup.isHidden', { host })}</span>
          <button type="button" class="small" onClick={() => void letAsk(site.pattern)}>
            {i18n.t('popup.letAsk', { host })}
          </button>
        </p>
      )}
      {site?.standing === 'asking' && (
        <p class="line">
          <button type="button" class="small" onClick={() => void hide()}>
            {i18n.t('popup.hide', { host })}
          </button>
        </p>
      )}
      <p class="soft" role="status">
        {said}
      </p>
    </>
  )
}
