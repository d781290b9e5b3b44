import { test } from '../harness/driver.firefox.ts'
import { burst } from '../harness/journeys/burst.ts'
import { verify } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(burst)) test(title, verify, ({ driver }) => journey(driver))
