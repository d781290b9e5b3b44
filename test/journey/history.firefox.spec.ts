import { test } from '../harness/driver.firefox.ts'
import { history } from '../harness/journeys/history.ts'
import { long } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(history)) test(title, long, ({ driver }) => journey(driver))
