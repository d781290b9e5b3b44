import { test } from '../harness/driver.chromium.ts'
import { pretend } from '../harness/journeys/pretend.ts'

for (const [title, journey] of Object.entries(pretend)) test(title, ({ driver }) => journey(driver))
