import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether the long figures are wanted. */
    long: boolean
  }
}

/** How often a property is tried: in `npm test`, and in `npm run test:long`. */
export const runs = (usual: number, long: number): number => (inject('long') ? long : usual)
