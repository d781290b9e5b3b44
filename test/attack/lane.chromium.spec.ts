import { test } from '../harness/attacks/attacker.chromium.ts'
import { lane } from '../harness/attacks/lane.ts'
import { laneFinding } from '../harness/attacks/lane-finding.ts'
import { laneFrame } from '../harness/attacks/lane-frame.ts'
import { laneInQuietMode } from '../harness/attacks/lane-quiet.ts'
import { backgroundOf } from '../harness/background.chromium.ts'

for (const [title, attack] of Object.entries(lane)) test(title, ({ attacker }) => attack(attacker))

for (const [title, attack] of Object.entries({ ...laneFinding, ...laneFrame })) {
  test(title, ({ attacker, browserWithAllod }) => attack(attacker, backgroundOf(browserWithAllod)))
}

test('in quiet mode the frame’s page tells nobody that the extension is there', ({ attacker, browserWithAllod }) =>
  laneInQuietMode(attacker, backgroundOf(browserWithAllod)))
