import { test } from '../harness/driver.firefox.ts'
import { hiddenFields } from '../harness/journeys/hidden-fields.ts'

for (const [title, journey] of Object.entries(hiddenFields)) test(title, ({ driver }) => journey(driver))
