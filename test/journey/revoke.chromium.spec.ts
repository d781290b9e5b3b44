import { test } from '../harness/driver.chromium.ts'
import { revoke } from '../harness/journeys/revoke.ts'

for (const [title, journey] of Object.entries(revoke)) test(title, ({ driver }) => journey(driver))
