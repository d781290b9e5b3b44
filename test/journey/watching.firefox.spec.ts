import { test } from '../harness/driver.firefox.ts'
import { watching } from '../harness/journeys/watching.ts'
import { verify } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(watching)) test(title, verify, ({ driver }) => journey(driver))
