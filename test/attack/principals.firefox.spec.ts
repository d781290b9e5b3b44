import { test } from '../harness/attacks/attacker.firefox.ts'
import { principals } from '../harness/attacks/principals.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(principals)) test(title, verify, ({ attacker }) => attack(attacker))
