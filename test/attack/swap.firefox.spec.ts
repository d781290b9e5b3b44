import { swap } from '../harness/attacks/swap.ts'
import { test } from '../harness/driver.firefox.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(swap)) test(title, verify, ({ driver }) => attack(driver))
