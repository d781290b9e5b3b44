import { test } from '../harness/driver.firefox.ts'
import { watching } from '../harness/journeys/watching.ts'

for (const [title, journey] of Object.entries(watching)) test(title, ({ driver }) => journey(driver))
