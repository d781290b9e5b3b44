/** The one import of webextension-polyfill. Content scripts do without it: it is larger than they may be. */
export { default as browser, type Runtime } from 'webextension-polyfill'
