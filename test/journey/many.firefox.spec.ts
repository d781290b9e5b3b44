import { test } from '../harness/driver.firefox.ts'
import { many } from '../harness/journeys/many.ts'
import { verify } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(many)) test(title, verify, ({ driver }) => journey(driver))
