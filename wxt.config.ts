import type { Plugin } from 'vite'
import { defineConfig } from 'wxt'

// One policy for every page of ours. It forbids eval, inline script, innerHTML and workers.
const csp =
  "script-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** Where the page API exists: secure origins only. Plain http is a secure context on loopback alone. */
const pages = ['https://*/*', 'http://localhost/*', 'http://*.localhost/*', 'http://127.0.0.1/*']

/** Drawn by scripts/icons.mjs. */
const icons = { 16: 'icon/16.png', 32: 'icon/32.png', 48: 'icon/48.png', 128: 'icon/128.png' }

/**
 * WXT wraps a script so that it can load plugins and log a crash in development. Every website's page would pay for that,
 * and we have none of the one and see the other in the console.
 */
const bareScripts: Plugin = {
  name: 'allod:bare-scripts',
  enforce: 'pre',
  transform: {
    filter: { id: /virtual:wxt-unlisted-script-entrypoint/ },
    handler: code => `${/^import definition .*$/m.exec(code)?.[0]}\nexport default definition.main()`,
  },
}

export default defineConfig({
  manifestVersion: 3,
  modules: ['@wxt-dev/i18n/module'],
  vite: () => ({
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [bareScripts],
    build: { modulePreload: { polyfill: false } },
  }),
  zip: {
    // What a reviewer builds from, as docs/REVIEW.md tells. What was built before stays out, and so do the tests.
    excludeSources: ['**/dist/**', 'test/**', 'test-results/**', 'screens/**', 'docs/pictures/*.png'],
  },
  manifest: ({ browser }) => ({
    name: '__MSG_extension_name__',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    permissions: ['activeTab', 'alarms', 'scripting', 'storage', 'unlimitedStorage'],
    host_permissions: pages,
    // No content scripts: those of a manifest cannot be switched off, and quiet mode has none. lib/broker/audience.ts registers bridge.js and
    // page-api.js. Nor are they WXT's: its wrapper announces itself, with the extension's id, to every page.
    incognito: 'not_allowed',
    icons,
    action: { default_icon: icons, default_title: 'Allod', default_popup: 'popup.html' },
    options_ui: { page: 'dashboard.html', open_in_tab: true },
    content_security_policy: {
      extension_pages: browser === 'firefox' ? `${csp}; frame-ancestors 'none'` : csp,
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'allod@allod.invalid',
              strict_min_version: '153.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : {
          minimum_chrome_version: '148',
          message_serialization: 'structured_clone',
          // The lane's frame. Its address is another one in each session: no site can find out by it that we are here.
          web_accessible_resources: [{ resources: ['lane.html'], matches: pages, use_dynamic_url: true }],
        }),
  }),
})
