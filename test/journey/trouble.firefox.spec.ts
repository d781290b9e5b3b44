import { test } from '../harness/driver.firefox.ts'
import { trouble } from '../harness/journeys/trouble.ts'
import { verify } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(trouble)) test(title, verify, ({ driver }) => journey(driver))
