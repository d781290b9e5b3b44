/** A record's fields while the owner changes them. Pure. */
import { i18n } from '#i18n'
import type { Json } from '../../../protocol/api.ts'
import type { FieldView } from '../../../protocol/owner.ts'

export type Kind = 'text' | 'json'

/** What the owner has typed over a field, or that it is to go. */
export interface Draft {
  kind: Kind
  text: string
  isRemoved: boolean
}
export type Drafts = ReadonlyMap<string, Draft>

/** Strings are edited as they are, everything else as JSON. */
export function draftOf(value: Json): Draft {
  if (typeof value === 'string') return { kind: 'text', text: value, isRemoved: false }
  return { kind: 'json', text: JSON.stringify(value, null, 2), isRemoved: false }
}

/** The drafts that still say something else than the record. */
export function stillDiffering(drafts: Drafts, fields: readonly FieldView[]): Drafts {
  const values = new Map(fields.map(({ name, value }) => [name, draftOf(value)]))
  const differing = [...drafts].filter(([name, draft]) => {
    const present = values.get(name)
    if (draft.isRemoved) return present !== undefined
    return present?.text !== draft.text || present.kind !== draft.kind
  })
  return differing.length === drafts.size ? drafts : new Map(differing)
}

/** A draft that cannot be saved: which field, and why. */
export class DraftError extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** @throws DraftError, for JSON that is none */
export function changesOf(drafts: Drafts): { set: Record<string, Json>; remove: string[] } {
  const set: [string, Json][] = []
  const remove: string[] = []
  for (const [name, { kind, text, isRemoved }] of drafts) {
    if (isRemoved) remove.push(name)
    else set.push([name, kind === 'text' ? text : parseField(name, text)])
  }
  return { set: Object.fromEntries(set), remove }
}

function parseField(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    const why = (error as Error).message
    throw new DraftError(name, i18n.t('record.noJson', { field: name, why }))
  }
}
