import { test } from '../harness/driver.firefox.ts'
import { history } from '../harness/journeys/history.ts'

for (const [title, journey] of Object.entries(history)) test(title, ({ driver }) => journey(driver))
