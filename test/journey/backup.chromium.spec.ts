import { test } from '../harness/backup.chromium.ts'
import { backup } from '../harness/journeys/backup.ts'
import { verify } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(backup)) test(title, verify, ({ owner }) => journey(owner))
