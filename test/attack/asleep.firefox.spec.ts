import { asleep } from '../harness/attacks/asleep.ts'
import { test } from '../harness/attacks/attacker.firefox.ts'

for (const [title, attack] of Object.entries(asleep)) test(title, ({ attacker }) => attack(attacker))
