import { i18n } from '#i18n'
import { browser } from '../../../platform/browser.ts'
import { type EndpointConfig, endpointPattern } from '../../../protocol/backup.ts'

/** Asks the browser for the server's host. Within a click, before anything is waited for. @throws where it is not given */
export async function requestAccess(endpoint: Pick<EndpointConfig, 'url'>): Promise<void> {
  const isAllowed = await browser.permissions.request({ origins: [endpointPattern(endpoint.url)] })
  if (!isAllowed) throw new Error(i18n.t('backup.noAccess', { host: new URL(endpoint.url).host }))
}
