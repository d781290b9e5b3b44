/**
 * Which tests are played when. `npm test` ends within ten minutes, so it plays in Chromium what is quick, and in Firefox
 * the contract and what is Firefox' own.
 */

/** Played by `npm run verify`, and so before anything lands: what takes long, and in Firefox what Chromium has shown. */
export const verify = { tag: '@verify' }

/** Played by `npm run test:long` alone: in Firefox, what rests on code that knows no browser. */
export const long = { tag: '@long' }
