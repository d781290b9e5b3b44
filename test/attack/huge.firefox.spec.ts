import { huge } from '../harness/attacks/huge.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(huge)) test(title, ({ driver }) => attack(driver))
