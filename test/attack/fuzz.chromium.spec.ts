// Seen to fail: with the bridge answering whatever it could not read (the `catch` of `forward` in lib/page/bridge.ts),
// answers came that are outside the contract; with the stack in `wireError` (lib/protocol/errors.ts), the fuzz named each
// error that carried one. A small part for every day; `npm run fuzz` does more.
import { fuzz } from '../fuzz/run.ts'
import { test } from '../harness/driver.chromium.ts'
import { verify } from '../harness/tags.ts'

/** `npm run fuzz` hands these in. */
const seed = Number(process.env.FUZZ_SEED ?? 1)
const count = Number(process.env.FUZZ_COUNT ?? 3_000)

test(
  'thousands of generated messages at the page’s door: answered by the contract, and nobody else’s data touched',
  verify,
  async ({ driver }) => {
    test.setTimeout(60_000 + count * 60)
    await fuzz(driver, seed, count)
  },
)
