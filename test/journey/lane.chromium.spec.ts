import { test } from '../harness/driver.chromium.ts'
import { lane } from '../harness/journeys/lane.ts'

for (const [title, journey] of Object.entries(lane)) test(title, ({ driver }) => journey(driver))
