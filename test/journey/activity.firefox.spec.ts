import { test } from '../harness/driver.firefox.ts'
import { activity } from '../harness/journeys/activity.ts'
import { long } from '../harness/tags.ts'

for (const [title, journey] of Object.entries(activity)) test(title, long, ({ driver }) => journey(driver))
