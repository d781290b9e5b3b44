import { test } from '../harness/driver.chromium.ts'
import { trouble } from '../harness/journeys/trouble.ts'

for (const [title, journey] of Object.entries(trouble)) test(title, ({ driver }) => journey(driver))
