import { asleep } from '../harness/attacks/asleep.ts'
import { test } from '../harness/attacks/attacker.firefox.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(asleep)) test(title, verify, ({ attacker }) => attack(attacker))
