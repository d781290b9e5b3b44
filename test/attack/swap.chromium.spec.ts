import { swap } from '../harness/attacks/swap.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(swap)) test(title, ({ driver }) => attack(driver))
