import { test } from '../harness/attacks/attacker.chromium.ts'
import { flood } from '../harness/attacks/flood.ts'

for (const [title, attack] of Object.entries(flood)) test(title, ({ attacker }) => attack(attacker))
