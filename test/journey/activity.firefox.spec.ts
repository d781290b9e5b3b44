import { test } from '../harness/driver.firefox.ts'
import { activity } from '../harness/journeys/activity.ts'

for (const [title, journey] of Object.entries(activity)) test(title, ({ driver }) => journey(driver))
