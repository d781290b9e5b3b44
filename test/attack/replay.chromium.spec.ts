import { replay } from '../harness/attacks/replay.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(replay)) test(title, ({ driver }) => attack(driver))
