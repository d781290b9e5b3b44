import { quota } from '../harness/attacks/quota.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(quota)) test(title, ({ driver }) => attack(driver))
