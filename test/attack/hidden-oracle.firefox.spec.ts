import { hiddenOracle } from '../harness/attacks/hidden-oracle.ts'
import { test } from '../harness/driver.firefox.ts'
import { long } from '../harness/tags.ts'

for (const [title, attack] of Object.entries(hiddenOracle)) test(title, long, ({ driver }) => attack(driver))
