import { test } from '../harness/backup.chromium.ts'
import { backup } from '../harness/journeys/backup.ts'

for (const [title, journey] of Object.entries(backup)) test(title, ({ owner }) => journey(owner))
