/**
 * What is shown in Chromium by `npm test`, and rests on code that knows no browser, is played in Firefox by
 * `npm run test:long` alone: `npm test` is to end within ten minutes.
 */
export const long = { tag: '@long' }
