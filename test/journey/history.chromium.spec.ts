import { test } from '../harness/driver.chromium.ts'
import { history } from '../harness/journeys/history.ts'

for (const [title, journey] of Object.entries(history)) test(title, ({ driver }) => journey(driver))
