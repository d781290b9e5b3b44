import { quota } from '../harness/attacks/quota.ts'
import { test } from '../harness/driver.chromium.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(quota)) test(title, verify, ({ driver }) => attack(driver))
