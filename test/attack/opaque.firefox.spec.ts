import { test } from '../harness/attacks/attacker.firefox.ts'
import { opaque } from '../harness/attacks/opaque.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(opaque)) test(title, verify, ({ attacker }) => attack(attacker))
