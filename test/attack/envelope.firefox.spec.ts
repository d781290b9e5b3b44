import { envelope } from '../harness/attacks/envelope.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(envelope)) test(title, ({ driver }) => attack(driver))
