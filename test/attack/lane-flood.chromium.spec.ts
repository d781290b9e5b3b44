import { test } from '../harness/attacks/attacker.chromium.ts'
import { laneFlood } from '../harness/attacks/lane-flood.ts'

for (const [title, attack] of Object.entries(laneFlood)) test(title, ({ attacker }) => attack(attacker))
