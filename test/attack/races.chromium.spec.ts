import { races } from '../harness/attacks/races.ts'
import { test } from '../harness/driver.chromium.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(races)) test(title, verify, ({ driver }) => attack(driver))
