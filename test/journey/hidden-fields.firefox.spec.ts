import { test } from '../harness/driver.firefox.ts'
import { hiddenFields } from '../harness/journeys/hidden-fields.ts'
import { long } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(hiddenFields)) test(title, long, ({ driver }) => journey(driver))
