import { test } from '../harness/driver.firefox.ts'
import { pretend } from '../harness/journeys/pretend.ts'

for (const [title, journey] of Object.entries(pretend)) test(title, ({ driver }) => journey(driver))
