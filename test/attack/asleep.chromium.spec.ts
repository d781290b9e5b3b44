import { asleep } from '../harness/attacks/asleep.ts'
import { test } from '../harness/attacks/attacker.chromium.ts'

for (const [title, attack] of Object.entries(asleep)) test(title, ({ attacker }) => attack(attacker))
