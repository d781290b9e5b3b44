/** Asks the policy for a call, before anything is looked up and again before anything is answered. */
import type { Verb } from '../protocol/api.ts'
import { BrokerError } from '../protocol/errors.ts'
import type { Context } from './context.ts'
import { decideAgain } from './known-views.ts'
import type { Read } from './ledger.ts'
import type { View } from './view.ts'

export interface Access {
  origin: string
  collection: string
  verbs: readonly Verb[]
}

/** Byte for byte the same whatever is asked: an answer that differed would tell what is there. */
export const notPermitted = () => new BrokerError('not_permitted', 'The owner has not granted this.')
export const revoked = () => new BrokerError('revoked', 'The owner has taken the access back.')

export function viewNow({ grants, now }: Context, { origin, collection, verbs }: Access): View | null {
  const decision = decideAgain(grants.of(origin), { origin, collection, verbs }, now())
  return decision.kind === 'allow' ? decision.view : null
}

/** Counts as a use. @throws not_permitted, for a call that has just come */
export function permit(context: Context, access: Access): View {
  const view = viewNow(context, access)
  if (!view) throw notPermitted()
  context.grants.used(access.origin, view.space, access.collection)
  return view
}

/** @throws revoked, for a call that was permitted when it came */
export function stillPermitted(context: Context, access: Access): View {
  const view = viewNow(context, access)
  if (!view) throw revoked()
  return view
}

/**
 * Reads, and reads again if the grants have changed meanwhile: what leaves is what may be seen when it leaves.
 * @param told what of it the ledger notes
 */
export async function readWith<T>(
  context: Context,
  access: Access,
  read: (view: View) => Promise<T>,
  told: (value: T, view: View) => Omit<Read, 'collection'>,
): Promise<T> {
  let view = permit(context, access)
  for (;;) {
    const { epoch } = context.grants
    const value = await read(view)
    if (context.grants.epoch === epoch) {
      context.ledger.read(access.origin, { collection: access.collection, ...told(value, view) })
      return value
    }
    view = stillPermitted(context, access)
  }
}
