import { i18n } from '#i18n'

const browsers = [
  [/Firefox\//, 'backup.firefox'],
  [/Edg\//, 'backup.edge'],
  [/Chrome\//, 'backup.chromium'],
  [/(?:)/, 'backup.thisBrowser'],
] as const
const systems = [
  [/Windows/, 'backup.windows'],
  [/Mac OS X/, 'backup.mac'],
  [/CrOS/, 'backup.chromeOs'],
  [/Linux/, 'backup.linux'],
  [/(?:)/, 'backup.thisComputer'],
] as const

/** "Firefox on Linux": a guess, for the owner to better. */
export function guessName(userAgent: string): string {
  const first = <K>(table: readonly (readonly [RegExp, K])[]) => table.find(([like]) => like.test(userAgent))?.[1] as K
  return i18n.t('backup.guess', { browser: i18n.t(first(browsers)), system: i18n.t(first(systems)) })
}
