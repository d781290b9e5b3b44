import { test } from '../harness/driver.firefox.ts'
import { wrote } from '../harness/journeys/wrote.ts'
import { long } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(wrote)) test(title, long, ({ driver }) => journey(driver))
