import type { Json } from '../protocol/api.ts'

export const TYPE_NAMES = ['null', 'boolean', 'number', 'string', 'array', 'object'] as const
export type TypeName = (typeof TYPE_NAMES)[number]

/** What a selector asks of a record, or of an array's element, read and checked. It is JSON itself. */
export type ParsedSelector =
  | { op: '$and' | '$or' | '$nor'; of: ParsedSelector[] }
  | { op: '$not'; of: ParsedSelector }
  | { op: 'field'; path: string[]; condition: ParsedCondition }

/** What a selector asks of one field's value. */
export type ParsedCondition =
  | { op: 'every'; of: ParsedCondition[] }
  | { op: '$not'; of: ParsedCondition }
  | { op: '$eq' | '$gt' | '$gte' | '$lt' | '$lte'; operand: Json }
  | { op: '$ne'; operand: Json }
  | { op: '$in' | '$all'; operands: Json[] }
  | { op: '$nin'; operands: Json[] }
  | { op: '$exists'; exists: boolean }
  | { op: '$size'; size: number }
  | { op: '$type'; type: TypeName }
  | { op: '$elemMatch'; condition: ParsedCondition }
  | { op: '$elemMatch'; selector: ParsedSelector }
