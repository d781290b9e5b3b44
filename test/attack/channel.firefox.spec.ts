import { test } from '../harness/attacks/attacker.firefox.ts'
import { channel } from '../harness/attacks/channel.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(channel)) test(title, verify, ({ attacker }) => attack(attacker))
