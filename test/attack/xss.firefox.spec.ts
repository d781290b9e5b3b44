import { xss } from '../harness/attacks/xss.ts'
import { test } from '../harness/driver.firefox.ts'
import { verify } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(xss)) {
  test(`${title} (dialogs and errors are heard in Chromium alone)`, verify, ({ driver }) => attack(driver))
}
