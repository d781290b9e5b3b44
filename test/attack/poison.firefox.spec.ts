import { poison } from '../harness/attacks/poison.ts'
import { test } from '../harness/driver.firefox.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(poison)) test(title, verify, ({ driver }) => attack(driver))
