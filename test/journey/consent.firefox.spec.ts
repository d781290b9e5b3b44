import { test } from '../harness/driver.firefox.ts'
import { consent } from '../harness/journeys/consent.ts'
import { verify } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(consent)) test(title, verify, ({ driver }) => journey(driver))
