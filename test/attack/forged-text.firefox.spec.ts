import { forgedText } from '../harness/attacks/forged-text.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(forgedText)) test(title, ({ driver }) => attack(driver))
