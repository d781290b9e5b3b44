import { quota } from '../harness/attacks/quota.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(quota)) test(title, ({ driver }) => attack(driver))
