import type { EndpointConfig } from '../../protocol/backup.ts'
import type { Endpoint } from './endpoint.ts'
import { S3Endpoint } from './s3.ts'
import { WebDavEndpoint } from './webdav.ts'

export function openEndpoint(config: EndpointConfig): Endpoint {
  return config.kind === 'webdav' ? new WebDavEndpoint(config) : new S3Endpoint(config)
}
