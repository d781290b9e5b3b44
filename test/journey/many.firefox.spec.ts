import { test } from '../harness/driver.firefox.ts'
import { many } from '../harness/journeys/many.ts'

for (const [title, journey] of Object.entries(many)) test(title, ({ driver }) => journey(driver))
