import { steps } from './processes.mjs'

const builds = [
  ['package allod', process.execPath, ['scripts/client.mjs']], // the examples use it as it is packed
  ['extension for Chromium', 'wxt', ['build', '-b', 'chrome']],
  ['extension for Firefox', 'wxt', ['build', '-b', 'firefox']],
  ['example Quill', 'vite', ['build', 'examples/quill']],
  ['example CodeMirror', 'vite', ['build', 'examples/codemirror']],
]

/** @returns the names of the builds that failed */
export const build = () => steps(builds)
