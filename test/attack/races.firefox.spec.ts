import { races } from '../harness/attacks/races.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(races)) test(title, long, ({ driver }) => attack(driver))
