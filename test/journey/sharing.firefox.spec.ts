import { test } from '../harness/driver.firefox.ts'
import { sharing } from '../harness/journeys/sharing.ts'
import { long } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(sharing)) test(title, long, ({ driver }) => journey(driver))
