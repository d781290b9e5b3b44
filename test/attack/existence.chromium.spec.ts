import { existence } from '../harness/attacks/existence.ts'
import { test } from '../harness/driver.chromium.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(existence)) test(title, verify, ({ driver }) => attack(driver))
