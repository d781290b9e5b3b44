/** Looks behind an ASCII host name: how it reads in its own script, and whether its letters mix scripts. */
import { toUnicode } from 'punycode/punycode.es6.js'

/** The host as its script writes it; null where that is the same. */
export function unicodeHost(host: string): string | null {
  const decoded = decode(host)
  return decoded === host ? null : decoded
}

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Han', 'Hiragana', 'Katakana', 'Hangul']
const tests = scripts.map(script => new RegExp(`\\p{Script=${script}}`, 'u'))
const japanese: ReadonlySet<string> = new Set(['Han', 'Hiragana', 'Katakana'])

/** Whether one label mixes letters of several scripts, as look-alike names do. Japanese mixes its own by custom. */
export function mixesScripts(host: string): boolean {
  return decode(host)
    .split('.')
    .some(label => {
      const found = scripts.filter((_script, i) => tests[i]?.test(label))
      return found.length > 1 && !found.every(script => japanese.has(script))
    })
}

function decode(host: string): string {
  try {
    return toUnicode(host)
  } catch {
    return host // no valid punycode: the browser resolves it as it stands
  }
}
