import { existence } from '../harness/attacks/existence.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(existence)) test(title, ({ driver }) => attack(driver))
