import { names } from '../harness/attacks/names.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(names)) test(title, ({ driver }) => attack(driver))
