/** Texts as the browser finds them: from what the build makes of `locales/en.yml`. */
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    messages: Record<string, { message: string }>
    merging: { schedules: number; seed: number; path: string }
  }
}

const messages = inject('messages')
Object.assign(globalThis, {
  browser: { runtime: { id: 'test' }, i18n: { getMessage: (key: string) => messages[key]?.message ?? '' } },
})
