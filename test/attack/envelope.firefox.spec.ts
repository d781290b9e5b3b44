import { envelope } from '../harness/attacks/envelope.ts'
import { test } from '../harness/driver.firefox.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(envelope)) test(title, verify, ({ driver }) => attack(driver))
