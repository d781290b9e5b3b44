import { sideChannels } from '../harness/attacks/side-channels.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(sideChannels)) test(title, long, ({ driver }) => attack(driver))
