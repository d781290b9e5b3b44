import { door } from '../harness/attacks/door.ts'
import { test } from '../harness/driver.firefox.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(door)) test(title, verify, ({ driver }) => attack(driver))
