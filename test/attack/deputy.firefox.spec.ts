import { test } from '../harness/attacks/attacker.firefox.ts'
import { deputy } from '../harness/attacks/deputy.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(deputy)) test(title, verify, ({ attacker }) => attack(attacker))
