import { test } from '../harness/driver.chromium.ts'
import { consent } from '../harness/journeys/consent.ts'

for (const [title, journey] of Object.entries(consent)) test(title, ({ driver }) => journey(driver))
