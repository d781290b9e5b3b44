import { main as test } from './test.mjs'

/** All that has to pass before anything lands: every test but the long ones, and nothing that nobody uses. */
export const main = () => test({ more: [['nothing unused', 'knip', []]], level: 'all' })
