import { test } from '../harness/driver.chromium.ts'
import { contract } from '../harness/journeys/contract.ts'

for (const [title, journey] of Object.entries(contract)) test(title, ({ driver }) => journey(driver))
