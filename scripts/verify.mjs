import { main as test } from './test.mjs'

/** What `npm test` does, and a look for files, exports and packages that nobody uses. */
export const main = () => test({ more: [['nothing unused', 'knip', []]] })
