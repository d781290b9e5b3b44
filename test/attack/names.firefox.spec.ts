import { names } from '../harness/attacks/names.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(names)) test(title, long, ({ driver }) => attack(driver))
