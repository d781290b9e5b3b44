import { test } from '../harness/driver.firefox.ts'
import { pretend } from '../harness/journeys/pretend.ts'
import { long } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(pretend)) test(title, long, ({ driver }) => journey(driver))
