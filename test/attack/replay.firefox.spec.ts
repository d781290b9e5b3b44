import { replay } from '../harness/attacks/replay.ts'
import { test } from '../harness/driver.firefox.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(replay)) test(title, verify, ({ driver }) => attack(driver))
