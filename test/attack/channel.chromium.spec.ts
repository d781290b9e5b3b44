import { test } from '../harness/attacks/attacker.chromium.ts'
import { channel } from '../harness/attacks/channel.ts'

for (const [title, attack] of Object.entries(channel)) test(title, ({ attacker }) => attack(attacker))
