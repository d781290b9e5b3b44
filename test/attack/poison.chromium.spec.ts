import { poison } from '../harness/attacks/poison.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(poison)) test(title, ({ driver }) => attack(driver))
