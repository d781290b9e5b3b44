import { hiddenOracle } from '../harness/attacks/hidden-oracle.ts'
import { test } from '../harness/driver.firefox.ts'

for (const [title, attack] of Object.entries(hiddenOracle)) test(title, ({ driver }) => attack(driver))
