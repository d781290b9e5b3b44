import { races } from '../harness/attacks/races.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(races)) test(title, ({ driver }) => attack(driver))
