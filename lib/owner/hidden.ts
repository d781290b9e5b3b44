/** The stores that stand in for the owner's: which there are, and an end to them. */
import type { Service } from '../broker/index.ts'
import { type HiddenService, type HiddenView, hiddenName, throwAwaySchema } from '../protocol/hidden.ts'
import { parse } from './parse.ts'

/** @returns where a hidden store stands. A name that says nothing of the kind leads to a space where nothing is. */
export function hiddenSpaceOf({ sites, store }: Pick<Service, 'sites' | 'store'>): (name: string) => string {
  return name => {
    const space = sites.of(name).hidden ?? name
    if (space === store.identity.space) throw new Error('This is the owner’s own store.')
    return space
  }
}

export function hiddenService(service: Service): HiddenService {
  const { sites, store, room } = service
  return {
    async hiddenStores() {
      const known = sites
        .all()
        .flatMap(({ origin, hidden }): (HiddenView & { space: string })[] =>
          hidden === undefined ? [] : [{ name: origin, origin, isKnown: true, space: hidden }],
        )
      const named = new Set(known.map(({ space }) => space))
      const others = (await store.otherSpaces())
        .filter(({ space }) => !named.has(space))
        .map(({ space, by }) => ({ name: space, origin: URL.canParse(by) ? by : '', isKnown: false }))
      return [...known.map(({ space: _, ...view }) => view), ...others]
    },
    async forgetHidden(name) {
      const named = parse(hiddenName, name)
      const space = hiddenSpaceOf(service)(named)
      await service.endHidden(named)
      return space
    },
    async throwAway(ask) {
      const { space, at } = parse(throwAwaySchema, ask)
      if (isInUse(service, space)) throw new Error('This store is in use.')
      const { next, freed } = await store.discard(space, at)
      for (const [origin, amount] of freed) if (sites.of(origin).used) room.giveBack(origin, amount)
      return next
    },
  }
}

/** The owner's own, one that a site of this device still has, and one in which anything is granted. */
function isInUse({ sites, store, grants }: Service, space: string): boolean {
  const isGranted = grants.origins().some(origin => grants.of(origin).some(row => row.space === space))
  return isGranted || space === store.identity.space || sites.all().some(({ hidden }) => hidden === space)
}
