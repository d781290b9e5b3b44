import { door } from '../harness/attacks/door.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(door)) test(title, ({ driver }) => attack(driver))
