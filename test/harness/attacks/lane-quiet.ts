import { expect } from '@playwright/test'
import { callOwner } from '../owner.ts'
import { lookForAllod, serveProbe } from '../probe.ts'
import type { Attacker } from './attacker.ts'
import type { Background } from './lane-frame.ts'

/** An address of the same length, under which nothing is. */
const elsewhere = (address: string) => address.replace(/\/\/[^/]*/, host => host.replaceAll(/[a-p0-9]/g, 'b'))

// Tried with `use_dynamic_url: false` in wxt.config.ts: a frame at the extension’s own address was shown, and told.
export async function laneInQuietMode(attacker: Attacker, background: Background): Promise<void> {
  const probe = await serveProbe()
  try {
    await callOwner(await attacker.ownPage('dashboard.html'), 'setAudience', 'quiet')
    const page = await attacker.visit(probe.origin('quiet'))
    const look = async (root: string) => {
      await page.reload()
      return (await lookForAllod(page, root)).replaceAll(root, 'ROOT')
    }
    const root = attacker.extension
    expect(await look(root)).toBe(await look(elsewhere(root)))
    // The address of this session is nowhere to be had. Whoever had it would see that there is something.
    const session = (await background.address()).replace('/lane.html', '')
    expect(await look(session)).not.toBe(await look(elsewhere(session)))
  } finally {
    await probe.close()
  }
}
