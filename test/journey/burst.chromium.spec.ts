import { test } from '../harness/driver.chromium.ts'
import { burst } from '../harness/journeys/burst.ts'

for (const [title, journey] of Object.entries(burst)) test(title, ({ driver }) => journey(driver))
