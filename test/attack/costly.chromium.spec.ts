import { costly } from '../harness/attacks/costly.ts'
import { test } from '../harness/driver.chromium.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(costly)) test(title, verify, ({ driver }) => attack(driver))
