import { test } from '../harness/attacks/attacker.firefox.ts'
import { flood } from '../harness/attacks/flood.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(flood)) test(title, verify, ({ attacker }) => attack(attacker))
