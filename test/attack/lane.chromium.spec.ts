import { test } from '../harness/attacks/attacker.chromium.ts'
import { lane } from '../harness/attacks/lane.ts'
import { laneFrame } from '../harness/attacks/lane-frame.ts'
import { backgroundOf } from '../harness/background.chromium.ts'

for (const [title, attack] of Object.entries(lane)) test(title, ({ attacker }) => attack(attacker))

for (const [title, attack] of Object.entries(laneFrame)) {
  test(title, ({ attacker, browserWithAllod }) => attack(attacker, backgroundOf(browserWithAllod)))
}
