import { test } from '../harness/attacks/attacker.firefox.ts'
import { opaque } from '../harness/attacks/opaque.ts'

for (const [title, attack] of Object.entries(opaque)) test(title, ({ attacker }) => attack(attacker))
