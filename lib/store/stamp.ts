/**
 * Stamps of a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): 12 hex digits of milliseconds,
 * 4 of a counter, then the device. Compared as text they order all writes of all devices, ties by device.
 */
import type { Clock } from '../platform/clock.ts'

export type Stamp = string

/** Of a device whose clock runs further ahead than this, writes are kept but ours does not follow. Milliseconds. */
export const maxDrift = 5 * 60_000
const maxCounter = 0xffff

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
    const counter = Number.parseInt(stamp.slice(12, 16), 16)
    if (time > this.#time || (time === this.#time && counter > this.#counter)) this.#set(time, counter)
  }

  #set(time: number, counter: number): void {
    this.#time = time
    this.#counter = counter
  }
}

/** Milliseconds since the epoch. */
export function timeOf(stamp: Stamp): number {
  return Number.parseInt(stamp.slice(0, 12), 16)
}

/**
 * Milliseconds with the counter as a fraction: a number that orders as the stamps do, up to 4,096 of one millisecond.
 * A double has no room for more.
 */
export function orderOf(stamp: Stamp): number {
  if (stamp === '') return 0
  return timeOf(stamp) + Math.min(4095, Number.parseInt(stamp.slice(12, 16), 16)) / 4096
}

function stampOf(time: number, counter: number, device: string): Stamp {
  return time.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0') + device
}
