import { test } from '../harness/attacks/attacker.chromium.ts'
import { deputy } from '../harness/attacks/deputy.ts'

for (const [title, attack] of Object.entries(deputy)) test(title, ({ attacker }) => attack(attacker))
