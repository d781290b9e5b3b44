import { costly } from '../harness/attacks/costly.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(costly)) test(title, ({ driver }) => attack(driver))
