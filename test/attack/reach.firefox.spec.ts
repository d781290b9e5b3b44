import { test } from '../harness/attacks/attacker.firefox.ts'
import { reach } from '../harness/attacks/reach.ts'

for (const [title, attack] of Object.entries(reach)) test(title, ({ attacker }) => attack(attacker))
