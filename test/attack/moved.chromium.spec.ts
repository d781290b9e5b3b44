import { test } from '../harness/attacks/attacker.chromium.ts'
import { moved } from '../harness/attacks/moved.ts'

for (const [title, attack] of Object.entries(moved)) test(title, ({ attacker }) => attack(attacker))
