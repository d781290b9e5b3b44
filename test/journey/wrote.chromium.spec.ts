import { test } from '../harness/driver.chromium.ts'
import { wrote } from '../harness/journeys/wrote.ts'

for (const [title, journey] of Object.entries(wrote)) test(title, ({ driver }) => journey(driver))
