import { existence } from '../harness/attacks/existence.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(existence)) test(title, long, ({ driver }) => attack(driver))
