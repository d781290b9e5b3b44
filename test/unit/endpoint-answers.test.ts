/** What servers write into their XML, in all the ways that it may be written. */
import { expect, test } from 'vitest'
import { readMembers } from '../../lib/sync/endpoints/multistatus.ts'
import { readError, readPage } from '../../lib/sync/endpoints/s3-answers.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const folder = new URL('https://example.org/dav/backup/h/')
const members = (xml: string) => readMembers(bytes(xml), folder)

/** A multistatus of these hrefs; those that end in a slash are folders. */
function multistatus(...hrefs: string[]): string {
  const entries = hrefs.map(href => {
    const type = href.endsWith('/') ? '<D:collection/>' : ''
    const props = `<D:resourcetype>${type}</D:resourcetype><D:getetag>"1"</D:getetag>`
    return `<D:response><D:href>${href}</D:href><D:propstat><D:prop>${props}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`
  })
  return `<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:">${entries.join('\n')}</D:multistatus>`
}
const a = { name: 'a', isFolder: false, tag: '"1"' }
const b = { name: 'b', isFolder: true, tag: '"1"' }

test.each([
  ['from the root', ['/dav/backup/h/', '/dav/backup/h/a', '/dav/backup/h/b/']],
  [
    'whole',
    ['https://example.org/dav/backup/h/', 'https://example.org/dav/backup/h/a', 'https://example.org/dav/backup/h/b/'],
  ],
  [
    'of another host, behind a proxy',
    ['http://inside:8080/dav/backup/h/', 'http://inside:8080/dav/backup/h/a', 'http://inside:8080/dav/backup/h/b/'],
  ],
  ['under another prefix', ['/srv/user1/h/', '/srv/user1/h/a', '/srv/user1/h/b/']],
  ['under a shorter prefix', ['/', '/a', '/b/']],
  ['relative', ['./', 'a', 'b/']],
  ['encoded more than they need', ['/dav/backup/%68/', '/dav/backup/%68/%61', '/%64av/backup/h/b/']],
  ['not in order', ['/dav/backup/h/b/', '/dav/backup/h/a', '/dav/backup/h/']],
  ['with white space around them', ['\n /dav/backup/h/ \n', ' /dav/backup/h/a ', '/dav/backup/h/b/']],
  ['deeper than asked for', ['/dav/backup/h/', '/dav/backup/h/a', '/dav/backup/h/b/', '/dav/backup/h/b/c']],
  [
    'of others among them',
    [
      '/dav/backup/h/',
      '/dav/backup/h/.x',
      '/dav/backup/h/%C3%A4',
      '/dav/backup/h/a%2Fc',
      '/dav/backup/h/100%',
      '/dav/backup/h/a',
      '/dav/backup/h/b/',
    ],
  ],
])('names that are %s', (_, hrefs) => {
  const entries = hrefs.map(href => (href.trim().endsWith('/') ? href.trimEnd() : href))
  expect(members(multistatus(...entries))?.toSorted((x, y) => x.name.localeCompare(y.name))).toEqual([a, b])
})

test('an empty folder, under its own name and under another', () => {
  expect(members(multistatus('/dav/backup/h/'))).toEqual([])
  expect(members(multistatus('/elsewhere/'))).toEqual([])
})

const one = (response: string, root = 'xmlns="DAV:"') =>
  `<multistatus ${root}><response><href>/dav/backup/h/</href><propstat><prop><resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>${response}</multistatus>`
const propstat = (props: string, status = 'HTTP/1.1 200 OK') =>
  `<propstat><prop>${props}</prop><status>${status}</status></propstat>`

test('whatever the prefixes are, the namespace counts', () => {
  const xml = `<x:multistatus xmlns:x="DAV:" xmlns:o="other">
    <x:response><x:href>/dav/backup/h/</x:href><x:propstat><x:prop><x:resourcetype><x:collection/></x:resourcetype></x:prop><x:status>HTTP/1.1 200 OK</x:status></x:propstat></x:response>
    <o:response><o:href>/dav/backup/h/other</o:href></o:response>
    <y:response xmlns:y="DAV:"><y:href>/dav/backup/h/a</y:href><propstat xmlns="DAV:"><prop><resourcetype><o:collection/></resourcetype>
      <o:getetag>"other"</o:getetag><getetag>"1"</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></y:response>
  </x:multistatus>`
  expect(members(xml)).toEqual([a])
})

test('entities, CDATA and comments are text', () => {
  const xml = one(
    `<response><href><![CDATA[/dav/backup/]]><!-- a comment -->h&#x2F;a</href>${propstat('<resourcetype/><getetag>&quot;1&quot;</getetag>')}</response>`,
  )
  expect(members(xml)).toEqual([a])
})

test('without an ETag it is time and size; without those it is nothing', () => {
  const tagOf = (props: string, more = '') =>
    members(one(`<response><href>a</href>${propstat(`<resourcetype/>${props}`)}${more}</response>`))?.[0]?.tag
  const time = '<getlastmodified>Sun, 22 Nov 2026 22:41:28 GMT</getlastmodified>'
  expect(tagOf(`${time}<getcontentlength>5</getcontentlength>`)).toBe('Sun, 22 Nov 2026 22:41:28 GMT 5')
  expect(tagOf(time)).toBeNull()
  expect(tagOf('<getetag/>')).toBeNull()
  const absent = propstat('<getetag>"not this"</getetag>', 'HTTP/1.1 404 Not Found')
  expect(tagOf('', absent)).toBeNull()
})

test('what has gone meanwhile is left out; what may not be seen makes the list incomplete', () => {
  const gone = '<response><href>a</href><status>HTTP/1.1 404 Not Found</status></response>'
  const hidden = '<response><href>a</href><status>HTTP/1.1 403 Forbidden</status></response>'
  expect(members(one(gone))).toEqual([])
  expect(members(one(hidden))).toBeNull()
  expect(members(one(`<response><href>a</href>${propstat('', 'HTTP/1.1 500 Oh')}</response>`))).toBeNull()
})

test.each([
  ['nothing', ''],
  ['a page', '<!doctype html><html><body>Sign in<br></body></html>'],
  ['well-formed, but another thing', '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
  ['of another namespace', one('').replace('"DAV:"', '"dav"')],
  ['cut', one('').slice(0, -20)],
  ['no member at all, not even the folder', '<multistatus xmlns="DAV:"/>'],
  ['a file where a folder should be', multistatus('/dav/backup/h')],
  ['from two places', multistatus('/dav/backup/h/', '/etc/passwd')],
  [
    'an entity that it declares itself',
    `<!DOCTYPE x [<!ENTITY e "a">]>${one(`<response><href>&e;</href>${propstat('<resourcetype/>')}</response>`)}`,
  ],
  ['a character that XML does not have', one('\u0000')],
  ['nested beyond sense', '<a>'.repeat(200_000)],
])('%s is no listing', (_, xml) => {
  expect(members(xml)).toBeNull()
})

test('what is not UTF-8 is no listing', () => {
  const xml = bytes(multistatus('/dav/backup/h/', '/dav/backup/h/a'))
  xml[xml.length - 30] = 0xff
  expect(readMembers(xml, folder)).toBeNull()
})

const page = (inside: string, root = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"') =>
  readPage(bytes(`<?xml version="1.0"?><ListBucketResult ${root}>${inside}</ListBucketResult>`), 'backup/h/')
const whole = '<IsTruncated>false</IsTruncated>'
const content = (key: string) => `<Contents><Key>${key}</Key><ETag>&quot;1&quot;</ETag></Contents>`

test('a page of S3, with a namespace and without, encoded and not', () => {
  const wanted = { objects: [{ key: 'backup/h/a', tag: '"1"' }], folders: ['backup/h/b/'], next: null }
  const prefix = '<CommonPrefixes><Prefix>backup/h/b/</Prefix></CommonPrefixes>'
  expect(page(`${whole}${content('backup/h/a')}${prefix}`)).toEqual(wanted)
  expect(page(`${content('backup/h/a')}${prefix}${whole}`, '')).toEqual(wanted)
  const encoded = `${whole}<EncodingType>url</EncodingType>${content('backup%2Fh%2Fa')}${prefix.replaceAll('/b/', '%2Fb%2F')}`
  expect(page(encoded)).toEqual(wanted)
  expect(page(`${whole}<EncodingType>url</EncodingType>${content('backup/h/a+b')}`)?.objects[0]?.key).toBe(
    'backup/h/a b',
  )
  expect(page(`${whole}${content('backup/h/a+b')}`)?.objects[0]?.key).toBe('backup/h/a+b')
})

test('whether more is to come has to be said, and how to get it', () => {
  expect(page('<IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>')?.next).toBe('x')
  expect(page('<IsTruncated>true</IsTruncated>')).toBeNull()
  expect(page('')).toBeNull()
  expect(page(`${whole}${content('elsewhere/a')}`)).toBeNull()
  expect(page(`${whole}<EncodingType>url</EncodingType>${content('backup/h/%zz')}`)).toBeNull()
  expect(readPage(bytes('<html/>'), '')).toBeNull()
})

test('errors name themselves, or nothing', () => {
  expect(readError(bytes('<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>x</Message></Error>'))).toBe(
    'NoSuchKey',
  )
  expect(readError(bytes('<Error xmlns="x"><Code> NoSuchBucket </Code></Error>'))).toBe('NoSuchBucket')
  expect(readError(bytes('<Error><Code>a sentence, &lt;b&gt;</Code></Error>'))).toBe('')
  for (const other of ['', 'Not Found', '<html/>', '<Error/>', `<Error><Code>${'x'.repeat(100)}</Code></Error>`])
    expect(readError(bytes(other))).toBe('')
})
