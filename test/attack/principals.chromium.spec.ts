import { test } from '../harness/attacks/attacker.chromium.ts'
import { principals } from '../harness/attacks/principals.ts'

for (const [title, attack] of Object.entries(principals)) test(title, ({ attacker }) => attack(attacker))
