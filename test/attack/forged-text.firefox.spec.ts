import { forgedText } from '../harness/attacks/forged-text.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(forgedText)) test(title, long, ({ driver }) => attack(driver))
