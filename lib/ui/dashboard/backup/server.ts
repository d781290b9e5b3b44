/** A server as the owner types it, and what that comes to. */
import { type EndpointConfig, type EndpointView, endpointSchema } from '../../../protocol/backup.ts'

export type ServerField = 'url' | 'user' | 'password' | 'bucket' | 'region' | 'prefix' | 'accessKey' | 'secretKey'
export type ServerDraft = Record<ServerField, string> & { kind: EndpointConfig['kind'] }

export const fieldsOf = {
  webdav: ['url', 'user', 'password'],
  s3: ['url', 'bucket', 'region', 'prefix', 'accessKey', 'secretKey'],
} as const satisfies Record<EndpointConfig['kind'], readonly ServerField[]>

export const emptyDraft: ServerDraft = {
  kind: 'webdav',
  url: '',
  user: '',
  password: '',
  bucket: '',
  region: 'us-east-1',
  prefix: '',
  accessKey: '',
  secretKey: '',
}

/** What is known of a server that is in use: everything but what opens it. */
export const draftOf = (view: EndpointView | null): ServerDraft => ({ ...emptyDraft, ...view })

/** Without what opens it. */
export function shownOf(endpoint: EndpointConfig): EndpointView {
  if (endpoint.kind === 'webdav') {
    const { password: _, ...shown } = endpoint
    return shown
  }
  const { secretKey: _, ...shown } = endpoint
  return shown
}

/** A text for each field that is not right. */
export type Wrong = Partial<Record<ServerField, (typeof wrongWords)[keyof typeof wrongWords]>>

const wrongWords = {
  url: 'backup.wrongUrl',
  http: 'backup.wrongHttp',
  secret: 'backup.wrongSecretInUrl',
  bucket: 'backup.wrongBucket',
  region: 'backup.wrongRegion',
  prefix: 'backup.wrongPrefix',
  long: 'backup.wrongLong',
} as const

export function parseServer(draft: ServerDraft): { endpoint: EndpointConfig } | { wrong: Wrong } {
  const typed = Object.fromEntries(fieldsOf[draft.kind].map(name => [name, tidied(name, draft[name])]))
  const { data, error } = endpointSchema.safeParse({ kind: draft.kind, ...typed })
  if (data) return { endpoint: data }
  const wrong: Wrong = {}
  for (const { path } of error.issues) {
    const name = path[0] as ServerField
    wrong[name] = name === 'url' ? wrongUrl(typed.url ?? '') : wrongWords[isNamed(name) ? name : 'long']
  }
  return { wrong }
}

const isNamed = (name: ServerField) => name === 'bucket' || name === 'region' || name === 'prefix'

/** What nobody means when they type it. A password is taken as it is. */
function tidied(name: ServerField, value: string): string {
  if (name === 'password') return value
  const text = value.trim()
  if (name === 'prefix') return text.replace(/^\/+|\/+$/g, '')
  return name === 'url' && text !== '' && !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? `https://${text}` : text
}

function wrongUrl(url: string): (typeof wrongWords)['url' | 'http' | 'secret'] {
  if (!URL.canParse(url) || url.length > 2048) return wrongWords.url
  const { protocol, username, password, search, hash } = new URL(url)
  if (username || password || search || hash) return wrongWords.secret
  return protocol === 'http:' ? wrongWords.http : wrongWords.url
}
