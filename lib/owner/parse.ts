/** What our own pages ask is parsed as anything else that comes from elsewhere. */
import type { z } from '../protocol/zod.ts'

/** @throws with words that can be shown */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Error(`${issue?.path.join('.') || 'value'}: ${issue?.message ?? 'not understood'}`)
}
