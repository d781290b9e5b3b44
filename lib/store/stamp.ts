/**
 * Stamps of a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): 12 hex digits of milliseconds,
 * 4 of a counter, then the device. Compared as text they order all writes of all devices, ties by device.
 */
import type { Clock } from '../platform/clock.ts'

export type Stamp = string

/** Of a device whose clock runs further ahead than this, writes are kept but ours does not follow. Milliseconds. */
export const maxDrift = 5 * 60_000
/** Counters above it are for stamps ahead of the clock: when the clock gets there, it gives none of them again. */
const maxCounter = 0x7fff
const maxAhead = 0xffff
/** A stamp that begins with `f`, eight thousand years from now, is none: there has to be room for a later one. */
const latestTime = 0xefffffffffff
const pattern = /^[0-9a-e][0-9a-f]{15}[A-Za-z0-9_-]{1,64}$/

export class HybridClock {
  readonly #device: string
  readonly #now: Clock
  #time = 0
  #counter = 0

  /** @param last the last stamp that this device gave; '' when it gave none */
  constructor(device: string, now: Clock, last: Stamp) {
    this.#device = device
    this.#now = now
    this.#advance(last)
  }

  /** The next stamp: later than every one given or observed. */
  tick(): Stamp {
    const now = this.#now()
    if (now > this.#time) this.#set(now, 0)
    else if (this.#counter < maxCounter) this.#counter++
    else this.#set(this.#time + 1, 0)
    return stampOf(this.#time, this.#counter, this.#device)
  }

  /** The latest stamp given or followed; '' before the first. */
  get last(): Stamp | '' {
    return this.#time === 0 ? '' : stampOf(this.#time, this.#counter, this.#device)
  }

  /** Takes notice of another device's stamp. */
  observe(stamp: Stamp): void {
    if (timeOf(stamp) - this.#now() <= maxDrift) this.#advance(stamp)
  }

  #advance(stamp: Stamp): void {
    if (stamp === '') return
    const time = timeOf(stamp)
    const counter = counterOf(stamp)
    if (time > this.#time || (time === this.#time && counter > this.#counter)) this.#set(time, counter)
  }

  #set(time: number, counter: number): void {
    this.#time = time
    this.#counter = counter
  }
}

/** Whether a device may have given it. */
export const isStamp = (stamp: string): boolean => pattern.test(stamp)

/**
 * The next stamp of `device` that is ahead of its clock: later than this one, and than every one that it is handed in
 * the order in which it gives them.
 * @throws where there is none, eight thousand years from now
 */
export function stampAfter(stamp: Stamp, device: string): Stamp {
  const time = timeOf(stamp)
  const counter = counterOf(stamp)
  if (counter < maxAhead) return stampOf(time, Math.max(counter, maxCounter) + 1, device)
  if (time >= latestTime) throw new Error(`No stamp is later than ${stamp}.`)
  return stampOf(time + 1, maxCounter + 1, device)
}

/** Milliseconds since the epoch. */
export function timeOf(stamp: Stamp): number {
  return Number.parseInt(stamp.slice(0, 12), 16)
}

/**
 * Milliseconds with the counter as a fraction: a number that orders as the stamps do, up to 2,048 of one millisecond
 * and as many ahead of the clock. A double has no room for more.
 */
export function orderOf(stamp: Stamp): number {
  if (stamp === '') return 0
  const counter = counterOf(stamp)
  const place = counter > maxCounter ? 2048 + Math.min(2047, counter - maxCounter - 1) : Math.min(2047, counter)
  return timeOf(stamp) + place / 4096
}

const counterOf = (stamp: Stamp): number => Number.parseInt(stamp.slice(12, 16), 16)

function stampOf(time: number, counter: number, device: string): Stamp {
  return time.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0') + device
}
