import { test } from '../harness/driver.chromium.ts'
import { sharing } from '../harness/journeys/sharing.ts'

for (const [title, journey] of Object.entries(sharing)) test(title, ({ driver }) => journey(driver))
