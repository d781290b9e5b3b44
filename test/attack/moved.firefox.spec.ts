import { test } from '../harness/attacks/attacker.firefox.ts'
import { moved } from '../harness/attacks/moved.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(moved)) test(title, verify, ({ attacker }) => attack(attacker))
