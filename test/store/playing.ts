/** Plays a schedule on devices of its own, and looks whether they agree. */
import { expect, vi } from 'vitest'
import { Device, Mail } from './devices.ts'
import { noon } from './open.ts'

interface Play {
  devices: Device[]
  mail: Mail
  /** From 0 to `below` - 1. */
  random: (below: number) => number
}

/** @param clocks how far the clock of each device is off, in milliseconds */
export async function playWith(clocks: readonly number[], seed: number, play: (play: Play) => Promise<void>) {
  const devices: Device[] = []
  const random = randomFrom(seed)
  // Ids decide where the moment is the same: the same schedule has to have the same ones.
  const chance = vi.spyOn(crypto, 'getRandomValues').mockImplementation(array => {
    if (array instanceof Uint8Array) for (const i of array.keys()) array[i] = random(256)
    return array
  })
  try {
    for (const off of clocks) devices.push(await Device.start('shared', noon + off))
    await play({ devices, mail: new Mail(devices), random })
  } finally {
    chance.mockRestore()
    for (const device of devices) await device.end()
  }
}

/** Brings all to everybody, in any order, in parts, some of it twice: then all of them are the same, and stay so. */
export async function agree(devices: readonly Device[], mail: Mail, random: Play['random']): Promise<void> {
  await mail.collect()
  for (const to of devices.keys()) {
    const waiting = shuffled(mail.missing(to), random)
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 1 + random(5))
      const again = random(3) === 0 ? mail.commits[random(mail.commits.length)] : undefined
      await mail.deliver(to, again ? [...batch, again] : batch)
    }
  }
  const states = await Promise.all(devices.map(device => device.state()))
  for (const state of states) expect(state).toEqual(states[0])
  for (const [i, { store }] of devices.entries()) {
    const log = await store.commitsAfter(0)
    expect(new Set(log.map(({ hlc }) => hlc)).size).toBe(mail.commits.length)
    await mail.deliver(i, shuffled(mail.commits, random))
    expect(await store.commitsAfter(0)).toEqual(log)
    expect(await devices[i]?.state()).toEqual(states[i])
  }
}

function shuffled<T>(list: readonly T[], random: Play['random']): T[] {
  const left = [...list]
  return list.map(() => left.splice(random(left.length), 1)[0] as T)
}

/** Mulberry32, by Tommy Ettinger: the same numbers for the same seed. */
function randomFrom(seed: number): Play['random'] {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
