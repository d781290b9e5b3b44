import { test } from '../harness/driver.firefox.ts'
import { trouble } from '../harness/journeys/trouble.ts'

for (const [title, journey] of Object.entries(trouble)) test(title, ({ driver }) => journey(driver))
