import { test } from '../harness/attacks/attacker.firefox.ts'
import { reach } from '../harness/attacks/reach.ts'
import { long } from '../harness/long.ts'

// The one about storage comes after the attacks that open our pages, whereupon Puppeteer does not always see the pages of
// an extension in that Firefox any more.
const isLong = (title: string) => title.startsWith('storage')

for (const [title, attack] of Object.entries(reach))
  test(title, isLong(title) ? long : {}, ({ attacker }) => attack(attacker))
