import { test } from '../harness/driver.chromium.ts'
import { hiddenFields } from '../harness/journeys/hidden-fields.ts'

for (const [title, journey] of Object.entries(hiddenFields)) test(title, ({ driver }) => journey(driver))
