/** What the proxy makes of a server's answer. */
import type { Fault } from './plan.ts'

export interface Reply {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer
}

/** What came through: path → its versions, the oldest first. */
export type Remembered = ReadonlyMap<string, readonly Buffer[]>

export function lie(fault: Fault, path: string, reply: Reply, remembered: Remembered): Reply {
  if (reply.status >= 300) return reply
  const versions = remembered.get(path) ?? []
  switch (fault.kind) {
    case 'older':
      return withBody(reply, versions.at(-1 - fault.back) ?? versions[0])
    case 'swap': {
      const other = [...remembered.keys()].findLast(known => known !== path && new RegExp(fault.for).test(known))
      return withBody(reply, remembered.get(other ?? '')?.at(-1))
    }
    case 'flip':
      return withBody(
        reply,
        reply.body.map((byte, i) => (i === fault.at % reply.body.length ? byte ^ 1 : byte)) as Buffer,
      )
    case 'shorten':
      return withBody(reply, reply.body.subarray(0, fault.to))
    case 'hide':
      return withBody(reply, Buffer.from(withoutNames(reply.body.toString(), new RegExp(fault.name))))
    default:
      return reply
  }
}

/** An entry of a listing is one element, in WebDAV as in S3. */
function withoutNames(xml: string, name: RegExp): string {
  return xml.replace(/<((?:\w+:)?(?:response|Contents|CommonPrefixes))\b[^>]*>[\s\S]*?<\/\1>/g, entry => {
    const path = /<(?:\w+:)?(?:href|Key|Prefix)>([^<]*)</.exec(entry)?.[1] ?? ''
    const last = decodeURIComponent(path).replace(/\/$/, '').split('/').at(-1) ?? ''
    return name.test(last) ? '' : entry
  })
}

function withBody(reply: Reply, body: Buffer | undefined): Reply {
  return body === undefined ? reply : { ...reply, body: Buffer.from(body) }
}

/** As S3 says it; of WebDAV the status alone counts. */
export const missing: Reply = {
  status: 404,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>'),
}
