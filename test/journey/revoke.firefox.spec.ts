import { test } from '../harness/driver.firefox.ts'
import { revoke } from '../harness/journeys/revoke.ts'
import { verify } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(revoke)) test(title, verify, ({ driver }) => journey(driver))
