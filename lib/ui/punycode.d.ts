declare module 'punycode/punycode.es6.js' {
  /** Throws a RangeError on invalid punycode. */
  export function toUnicode(domain: string): string
}
