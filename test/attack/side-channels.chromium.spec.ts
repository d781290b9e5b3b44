import { sideChannels } from '../harness/attacks/side-channels.ts'
import { test } from '../harness/driver.chromium.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(sideChannels)) test(title, verify, ({ driver }) => attack(driver))
