import type { Scope, Verb } from './api.ts'
import { isUnsafeKey } from './record.ts'
import { z } from './zod.ts'

export const verbs = ['read', 'create', 'update', 'delete'] as const satisfies Verb[]

export const collectionName = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, 'not a collection name')

export const fieldName = z
  .string()
  .min(1)
  .max(128)
  // Names are shown to the owner: no control, format or unassigned characters.
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'not a field name')
  .refine(name => !name.startsWith('_') && !isUnsafeKey(name) && name.isWellFormed(), 'not a field name')

const unique = <T>(values: T[]): T[] => [...new Set(values)]

/**
 * A scope in its canonical form: verbs in their fixed order, fields sorted, each once.
 * A grant that is limited to some fields cannot delete, so `delete` is taken off there.
 */
export const scopeSchema = z
  .strictObject({
    collection: collectionName,
    access: z.array(z.enum(verbs)).min(1).max(16),
    fields: z.union([z.literal('*'), z.array(fieldName).min(1).max(256)]),
    records: z.enum(['all', 'own', 'picked']),
    space: z.string().max(64).optional(),
  })
  .transform((scope, context): Scope => {
    const access = verbs.filter(verb => scope.access.includes(verb) && (verb !== 'delete' || scope.fields === '*'))
    const problem = access.length === 0 && 'a scope limited to some fields cannot delete'
    if (problem) context.addIssue({ code: 'custom', path: ['access'], message: problem })
    if (scope.space !== undefined) context.addIssue({ code: 'custom', path: ['space'], message: 'no such space' })
    const fields = scope.fields === '*' ? scope.fields : unique(scope.fields).sort()
    return { collection: scope.collection, access, fields, records: scope.records }
  })

export const scopesSchema = z.array(scopeSchema).min(1).max(20)

export const askSchema = z.strictObject({ scopes: scopesSchema, reason: z.string().max(10_000).optional() })

// biome-ignore lint/suspicious/noControlCharactersInRegex: control, line-break and bidi characters are what is removed
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g

/** The site's own words as they may be quoted to the owner: one line of plain text, at most 140 characters. */
export function quotable(reason: string): string {
  return [...reason.replaceAll(unprintable, ' ').trim()].slice(0, 140).join('')
}
