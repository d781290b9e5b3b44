/** What every endpoint does alike, on the servers themselves. */
import { expect, test } from 'vitest'
import { EndpointError } from '../../lib/sync/endpoints/endpoint.ts'
import { bytes, overAll, signal } from './places.ts'

overAll((open, kind) => {
  test('a place where nothing was ever written is empty', async () => {
    const endpoint = open()
    expect(await endpoint.list('', signal)).toEqual([])
    expect(await endpoint.folders('', signal)).toEqual([])
    expect(await endpoint.list('not/there', signal)).toEqual([])
    expect(await endpoint.get('not/there', signal)).toBeNull()
    await endpoint.delete('not/there', signal)
  })

  test.each([0, 1, 255, 65_537, 300_000, 5_000_000])('%i bytes come back as they were', async length => {
    const endpoint = open()
    await endpoint.put('some/object', bytes(length), signal)
    const back = await endpoint.get('some/object', signal)
    expect(back?.length).toBe(length)
    expect(Buffer.from(bytes(length)).equals(back as Uint8Array)).toBe(true)
  })

  test('what is replaced is replaced, by something shorter too', async () => {
    const endpoint = open()
    await endpoint.put('a', bytes(1000), signal)
    await endpoint.put('a', bytes(10, 1), signal)
    expect(await endpoint.get('a', signal)).toEqual(bytes(10, 1))
    expect(await endpoint.list('', signal)).toHaveLength(1)
  })

  test('a folder shows what stands directly in it, objects and folders apart', async () => {
    const endpoint = open()
    for (const name of ['f', 's/h/one.0', 's/h/two.1', 's/l/deep/er', 'so/x'])
      await endpoint.put(name, bytes(3), signal)
    const listed = async (folder: string) => (await endpoint.list(folder, signal)).map(({ name }) => name).sort()
    const folders = async (folder: string) => (await endpoint.folders(folder, signal)).sort()
    expect(await listed('')).toEqual(['f'])
    expect(await folders('')).toEqual(['s', 'so'])
    expect(await listed('s')).toEqual([])
    expect(await folders('s')).toEqual(['h', 'l'])
    expect(await listed('s/h')).toEqual(['one.0', 'two.1'])
    expect(await folders('s/l')).toEqual(['deep'])
  })

  test('every character that a name may have', async () => {
    const endpoint = open()
    const names = ['-begin', '_begin', '0', 'UPPER', 'upper', 'a.b-c_d.0', 'x'.repeat(120)]
    for (const [i, name] of names.entries()) await endpoint.put(`n/${name}`, bytes(5, i), signal)
    expect((await endpoint.list('n', signal)).map(({ name }) => name).sort()).toEqual(names.toSorted())
    for (const [i, name] of names.entries()) expect(await endpoint.get(`n/${name}`, signal)).toEqual(bytes(5, i))
  })

  test.each(['', '/a', 'a/', 'a//b', '..', 'a/../b', '.a', 'a/.b', 'a b', 'ä', 'a%2e', 'a?b', 'a#b'])(
    'the name %j is refused before anything is sent',
    async name => {
      await expect(open().put(name, bytes(1), signal)).rejects.toThrow(/name of an object/)
      await expect(open().get(name, signal)).rejects.toThrow(/name of an object/)
    },
  )

  test('deleting takes that object and no other; a second time nothing happens', async () => {
    const endpoint = open()
    for (const name of ['d/one', 'd/one.more', 'd/two']) await endpoint.put(name, bytes(3), signal)
    await endpoint.delete('d/one', signal)
    await endpoint.delete('d/one', signal)
    expect(await endpoint.get('d/one', signal)).toBeNull()
    expect((await endpoint.list('d', signal)).map(({ name }) => name).sort()).toEqual(['one.more', 'two'])
  })

  test('several writers make the same new folder at once', async () => {
    const endpoint = open()
    const names = Array.from({ length: 8 }, (_, i) => `new/folder/for/all/${i}`)
    await Promise.all(names.map((name, i) => endpoint.put(name, bytes(100, i), signal)))
    expect(await endpoint.list('new/folder/for/all', signal)).toHaveLength(8)
  })

  test('a listing is whole, however long', async () => {
    const endpoint = open()
    const count = kind === 'rgw' ? 1100 : 300 // S3 lists a thousand at a time
    const names = Array.from({ length: count }, (_, i) => `object-${i}`)
    for (let i = 0; i < count; i += 20)
      await Promise.all(names.slice(i, i + 20).map(name => endpoint.put(`many/${name}`, bytes(1), signal)))
    expect((await endpoint.list('many', signal)).map(({ name }) => name).sort()).toEqual(names.toSorted())
  })

  test('whoever reads while another writes gets the one or the other, never a mixture', async () => {
    const endpoint = open()
    const [size, writes] = [200_000, 20]
    await endpoint.put('torn', new Uint8Array(size), signal)
    const writing = (async () => {
      for (let i = 1; i <= writes; i++) await endpoint.put('torn', new Uint8Array(size).fill(i), signal)
    })()
    for (let i = 0; i < writes; i++) {
      const read = await endpoint.get('torn', signal)
      expect(read?.length).toBe(size)
      expect(read?.every(byte => byte === read[0])).toBe(true)
    }
    await writing
  })

  test('the tag of an object that stays as it is stays the same', async () => {
    const endpoint = open()
    await endpoint.put('h/tagged', bytes(256), signal)
    const tag = await endpoint.tagOf('h/tagged', signal)
    const listed = await endpoint.list('h', signal)
    await endpoint.put('h/other', bytes(256), signal)
    expect(tag).toBeTruthy()
    expect(await endpoint.tagOf('h/tagged', signal)).toBe(tag)
    expect((await endpoint.list('h', signal)).find(({ name }) => name === 'tagged')).toEqual(listed[0])
    expect(listed[0]?.tag).toBeTruthy()
  })

  test('an ending that was asked for is told as such, and not as a failure of the server', async () => {
    const endpoint = open()
    const ending = new AbortController()
    ending.abort(new Error('enough'))
    await expect(endpoint.get('a', ending.signal)).rejects.toThrow('enough')
    const later = new AbortController()
    const answer = endpoint.put('a', bytes(100_000), later.signal)
    later.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
  })

  test('asking for the tag of nothing is a failure', async () => {
    await expect(open().tagOf('nothing', signal)).rejects.toBeInstanceOf(EndpointError)
  })

  test('a folder is removed with all that is in it, where folders are something of their own', async () => {
    const endpoint = open()
    for (const name of ['gone/a', 'gone/deeper/b', 'stays']) await endpoint.put(name, bytes(1), signal)
    if (!endpoint.removeFolder) return expect(['rgw', 'memory']).toContain(kind)
    await endpoint.removeFolder('gone', signal)
    await endpoint.removeFolder('gone', signal)
    expect(await endpoint.folders('', signal)).toEqual([])
    expect(await endpoint.list('', signal)).toHaveLength(1)
  })
})
