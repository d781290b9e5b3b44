import { test } from '../harness/attacks/attacker.firefox.ts'
import { decision } from '../harness/attacks/decision.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(decision)) test(title, verify, ({ attacker }) => attack(attacker))
