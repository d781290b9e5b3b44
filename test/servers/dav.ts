/** What the WebDAV servers have in common: one user, and how to see that they answer. */
import type { EndpointConfig } from '../../lib/protocol/backup.ts'

export interface Server {
  endpoint: EndpointConfig
  stop(): Promise<void>
}

export const [user, password] = ['owner', 'correct horse']

export async function answersDav(url: string): Promise<boolean> {
  const headers = { authorization: `Basic ${btoa(`${user}:${password}`)}`, depth: '0' }
  return await fetch(url, { method: 'PROPFIND', headers }).then(
    ({ status }) => status === 207,
    () => false,
  )
}
