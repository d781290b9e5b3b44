import { step } from './processes.mjs'

const builds = [
  ['package allod', process.execPath, ['scripts/client.mjs']], // the examples use it as it is packed
  ['extension for Chromium', 'wxt', ['build', '-b', 'chrome']],
  ['extension for Firefox', 'wxt', ['build', '-b', 'firefox']],
  ['example Quill', 'vite', ['build', 'examples/quill']],
  ['example CodeMirror', 'vite', ['build', 'examples/codemirror']],
]

/** @returns how many of the builds failed */
export async function build() {
  let failed = 0
  for (const [name, command, args] of builds) if (!(await step(name, command, args))) failed += 1
  return failed
}
