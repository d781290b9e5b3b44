import { forgedText } from '../harness/attacks/forged-text.ts'
import { test } from '../harness/driver.chromium.ts'

for (const [title, attack] of Object.entries(forgedText)) test(title, ({ driver }) => attack(driver))
