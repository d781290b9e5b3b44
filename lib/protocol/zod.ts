/** zod without its compiler: that needs `eval`, which our pages' policy forbids. */
import { z } from 'zod'

z.config({ jitless: true })

export { z }
