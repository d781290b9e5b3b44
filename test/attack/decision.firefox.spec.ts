import { test } from '../harness/attacks/attacker.firefox.ts'
import { decision } from '../harness/attacks/decision.ts'

for (const [title, attack] of Object.entries(decision)) test(title, ({ attacker }) => attack(attacker))
