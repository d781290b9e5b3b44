import { door } from '../harness/attacks/door.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(door)) test(title, ({ driver }) => attack(driver))
