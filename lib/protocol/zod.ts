/** zod without its compiler: that needs `eval`, which our pages' policy forbids. */
import { z } from 'zod'

z.config({ jitless: true })

/**
 * A schema that is made when it is first looked at. Most are for what the owner does, and a background that wakes for a
 * website's call would make all of them before it could answer.
 */
export function later<T extends z.ZodType>(make: () => T): T {
  let made: T | undefined
  return new Proxy({} as T, {
    get(_, name) {
      made ??= make()
      return Reflect.get(made, name)
    },
  })
}

export { z }
