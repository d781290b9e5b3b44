import { quota } from '../harness/attacks/quota.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(quota)) test(title, long, ({ driver }) => attack(driver))
