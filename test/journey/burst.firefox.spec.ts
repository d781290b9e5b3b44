import { test } from '../harness/driver.firefox.ts'
import { burst } from '../harness/journeys/burst.ts'

for (const [title, journey] of Object.entries(burst)) test(title, ({ driver }) => journey(driver))
