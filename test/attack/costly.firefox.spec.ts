import { costly } from '../harness/attacks/costly.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(costly)) test(title, long, ({ driver }) => attack(driver))
