import { test } from '../harness/attacks/attacker.chromium.ts'
import { workers } from '../harness/attacks/workers.ts'

for (const [title, attack] of Object.entries(workers)) test(title, ({ attacker }) => attack(attacker))
