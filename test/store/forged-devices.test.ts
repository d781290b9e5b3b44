/**
 * Client ids that two writers use on two devices before either has heard of the other: nobody could refuse them then.
 * The devices end the same all the same.
 */
import { expect, it } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { type Device, typed } from './devices.ts'
import { playWith } from './playing.ts'

const [a, b] = ['https://a.test', 'https://b.test'] as const
const client = 4_242
const year = 365 * 86_400_000

/** Two devices that have a record with a text, and a third that gets everything later. */
const three = (play: (devices: [Device, Device, Device], all: () => Promise<void>) => Promise<void>) =>
  playWith([0, 1_000, 2_000], 0, async ({ devices, mail }) => {
    const [one, two, late] = devices as [Device, Device, Device]
    await one.put(a, { id: 'a', title: 'x', body: 'hello' })
    await mail.collect()
    await mail.deliver(1, mail.commits)
    await play([one, two, late], async () => {
      await mail.collect()
      for (const to of devices.keys()) await mail.deliver(to, mail.missing(to).reverse())
    })
    const states = await Promise.all(devices.map(device => device.state()))
    for (const state of states) expect(state).toEqual(states[0])
  })

/** A page's document under this client id, with the text as it stands. */
async function pageOn(device: Device, id = client): Promise<Doc> {
  const doc = new Doc()
  applyUpdate(doc, encodeStateAsUpdate(await device.reopen(a, 'a', 'body')))
  doc.clientID = id
  return doc
}

const body = async (device: Device) => (await device.shown('a'))?.body

it('one site under the same client id on two devices: one text everywhere, also when it is read anew', () =>
  three(async ([one, two, late], all) => {
    await one.push(a, 'a', 'body', typed(await pageOn(one), 'body', 0, 'one ', 0))
    await two.push(a, 'a', 'body', typed(await pageOn(two), 'body', 0, 'two ', 0))
    await all()
    expect(await body(one)).toBe('one hello')
    expect(await body(two)).toBe('one hello')
    expect(await body(late)).toBe('one hello')
  }))

it('two sites: it belongs to the one that wrote first, and the other is refused from then on', () =>
  three(async ([one, two, late], all) => {
    const theirs = await pageOn(two)
    await one.push(a, 'a', 'body', typed(await pageOn(one), 'body', 0, 'one ', 0))
    await two.push(b, 'a', 'body', typed(theirs, 'body', 0, 'two ', 0))
    await all()
    for (const device of [one, two, late]) {
      const more = typed(theirs, 'body', 0, 'more ', 0)
      await expect(device.push(b, 'a', 'body', more)).rejects.toMatchObject({ code: 'invalid_request' })
    }
  }))

it('another site’s client id, once it is known, is refused', () =>
  three(async ([one, two], all) => {
    await one.push(a, 'a', 'body', typed(await pageOn(one), 'body', 0, 'one ', 0))
    await all()
    const forged = typed(await pageOn(two), 'body', 0, 'two ', 0)
    await expect(two.push(b, 'a', 'body', forged)).rejects.toMatchObject({ code: 'invalid_request' })
    await two.push(a, 'a', 'body', forged)
    await all()
  }))

it('what is known already, repeated with another content, changes nothing, though its clock was earlier', () =>
  three(async ([one, two, late], all) => {
    const again = await pageOn(one)
    two.clock.time += year
    await two.push(a, 'a', 'body', typed(await pageOn(two), 'body', 0, 'one ', 0))
    await all()
    await one.push(b, 'a', 'body', typed(again, 'body', 0, 'two ', 0))
    await all()
    expect([await body(one), await body(late)]).toEqual(['one hello', 'one hello'])
  }))
