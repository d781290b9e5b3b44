import { test } from '../harness/attacks/attacker.chromium.ts'
import { laneFlood } from '../harness/attacks/lane-flood.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(laneFlood)) test(title, verify, ({ attacker }) => attack(attacker))
