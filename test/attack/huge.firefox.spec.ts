import { huge } from '../harness/attacks/huge.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(huge)) test(title, long, ({ driver }) => attack(driver))
