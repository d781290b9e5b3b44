/** What is typed into a text may arrive before the value that the text grew from: from another device than that came from. */
import { describe, expect, it } from 'vitest'
import { type Device, typed } from './devices.ts'
import { playWith } from './playing.ts'

const site = 'https://a.test'

/** The first device gives the text a new value, the second types into that, and the third hears of the typing first. */
const early = (play: (third: Device, value: () => Promise<void>, same: () => Promise<void>) => Promise<void>) =>
  playWith([0, 1_000, 2_000], 0, async ({ devices, mail }) => {
    const [one, two, third] = devices as [Device, Device, Device]
    await one.put(site, { id: 'a', title: 'x', body: 'old', note: 'old' })
    await mail.collect()
    for (const to of [1, 2]) await mail.deliver(to, mail.missing(to))
    await one.patch(site, 'a', { note: 'new' })
    await mail.collect()
    await mail.deliver(1, mail.missing(1))
    await two.push(site, 'a', 'note', typed(await two.open(site, 'a', 'note'), 'note', 3, ' and typed', 0))
    await two.push(site, 'a', 'note', typed(await two.open(site, 'a', 'note'), 'note', 0, 'so ', 0))
    await mail.collect()
    const [value, ...typing] = mail.missing(2)
    if (!value) throw new Error('it was written')
    await mail.deliver(2, typing)
    await play(
      third,
      () => mail.deliver(2, [value]),
      async () => {
        await mail.collect()
        for (const to of devices.keys()) await mail.deliver(to, mail.missing(to))
        const states = await Promise.all(devices.map(device => device.state()))
        for (const state of states) expect(state).toEqual(states[0])
      },
    )
  })

const note = async (device: Device) => (await device.shown('a'))?.note

describe('until the value is here', () => {
  it('the record shows what it did, and then the whole text', () =>
    early(async (third, value, same) => {
      expect(await note(third)).toBe('old')
      await value()
      expect(await note(third)).toBe('so new and typed')
      await same()
    }))

  it('what is typed here shows here, and gives way to the new value', () =>
    early(async (third, value, same) => {
      await third.push(site, 'a', 'note', typed(await third.open(site, 'a', 'note'), 'note', 3, ' here', 0))
      expect(await note(third)).toBe('old here')
      await value()
      expect(await note(third)).toBe('so new and typed')
      await same()
    }))

  it('a value that is written here stays, if it is later', () =>
    early(async (third, value, same) => {
      await third.patch(site, 'a', { note: 'last' })
      await value()
      expect(await note(third)).toBe('last')
      await same()
      expect(await note(third)).toBe('last')
    }))
})

it('a page that has the text open is told nothing of another text', () =>
  early(async (third, value) => {
    const told = () => third.groups.flatMap(({ texts }) => texts).filter(({ field }) => field === 'note')
    expect(told()).toEqual([])
    await value()
    expect(third.groups.at(-1)?.changes[0]?.after?.value('note')).toBe('so new and typed')
    await third.push(site, 'a', 'note', typed(await third.open(site, 'a', 'note'), 'note', 0, 'here ', 0))
    expect(told().length).toBe(1)
  }))

it('of a record that has not arrived yet, what the owner brings back is taken in everywhere', () =>
  playWith([0, 1_000], 0, async ({ devices, mail }) => {
    const [one, two] = devices as [Device, Device]
    await one.put(site, { id: 'a', body: 'text' })
    await one.push(site, 'a', 'body', typed(await one.open(site, 'a', 'body'), 'body', 0, 'a ', 0))
    await mail.collect()
    const [, typing] = mail.missing(1)
    if (!typing) throw new Error('it was written')
    await mail.deliver(1, [typing])
    await two.owner.restore('documents', 'a')
    await mail.collect()
    for (const to of devices.keys()) await mail.deliver(to, mail.missing(to))
    expect(await two.state()).toEqual(await one.state())
  }))
