import { huge } from '../harness/attacks/huge.ts'
import { test } from '../harness/driver.chromium.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(huge)) test(title, verify, ({ driver }) => attack(driver))
