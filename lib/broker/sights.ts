/** What one group of commits shows, looked at once for each view, however many watches there are. Good for one task. */
import type { Context } from './context.ts'
import { type Access, viewNow } from './permit.ts'
import { remember } from './show.ts'
import type { View } from './view.ts'

export class Sights {
  readonly #views = new Map<string, View | null>()

  viewNow(context: Context, access: Access): View | null {
    const name = `${access.origin} ${access.collection} ${access.verbs}`
    const known = this.#views.get(name)
    if (known !== undefined) return known
    const found = viewNow(context, access)
    const view = found && { ...found } // what it shows is kept for this one task
    if (view) remember(view)
    this.#views.set(name, view)
    return view
  }
}
