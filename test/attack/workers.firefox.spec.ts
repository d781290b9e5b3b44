import { test } from '../harness/attacks/attacker.firefox.ts'
import { workers } from '../harness/attacks/workers.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(workers)) test(title, verify, ({ attacker }) => attack(attacker))
