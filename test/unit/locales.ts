/** Texts as the browser finds them: from what the build makes of `locales/en.yml`. */
import { generateChromeMessagesText, parseMessagesFile } from '@wxt-dev/i18n/build'

const messages: Record<string, { message: string }> = JSON.parse(
  generateChromeMessagesText(await parseMessagesFile('locales/en.yml')),
)
Object.assign(globalThis, {
  browser: { runtime: { id: 'test' }, i18n: { getMessage: (key: string) => messages[key]?.message ?? '' } },
})
