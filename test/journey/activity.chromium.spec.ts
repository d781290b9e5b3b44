import { test } from '../harness/driver.chromium.ts'
import { activity } from '../harness/journeys/activity.ts'

for (const [title, journey] of Object.entries(activity)) test(title, ({ driver }) => journey(driver))
