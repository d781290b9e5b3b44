import { poison } from '../harness/attacks/poison.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(poison)) test(title, ({ driver }) => attack(driver))
