import { test } from '../harness/driver.firefox.ts'
import { sharing } from '../harness/journeys/sharing.ts'

for (const [title, journey] of Object.entries(sharing)) test(title, ({ driver }) => journey(driver))
