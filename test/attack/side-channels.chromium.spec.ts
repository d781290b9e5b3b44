import { sideChannels } from '../harness/attacks/side-channels.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(sideChannels)) test(title, ({ driver }) => attack(driver))
