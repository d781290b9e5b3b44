import { test } from '../harness/driver.firefox.ts'
import { contract } from '../harness/journeys/contract.ts'

for (const [title, journey] of Object.entries(contract)) test(title, ({ driver }) => journey(driver))
