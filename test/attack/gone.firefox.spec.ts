import { test } from '../harness/attacks/attacker.firefox.ts'
import { gone } from '../harness/attacks/gone.ts'
import { verify } from '../harness/tags.ts'

test(
  'the extension is removed while a call and a watch are open: both end',
  verify,
  async ({ attacker, fresh: firefox }) => {
    await gone(attacker, () => firefox.removeUnderPages())
    await firefox.install()
  },
)

test(
  'the extension is installed anew, as by an update, while a call and a watch are open: both end',
  verify,
  async ({ attacker, fresh: firefox }) => {
    await gone(attacker, () => firefox.install())
  },
)
