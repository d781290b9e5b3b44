/** Who has access, for popup and dashboard. */
import { editedPart, nameOfPart, type Service, scopesOf } from '../broker/index.ts'
import { capsSchema, editGrantSchema, type PartView, type SiteAccess, type SitesService } from '../protocol/owner.ts'
import { collectionName } from '../protocol/scope.ts'
import { anyOrigin } from '../protocol/wrote.ts'
import type { GrantRow } from '../store/index.ts'
import { parse } from './parse.ts'

export function sitesService({ store, grants, sites, room, revoke, now }: Service): SitesService {
  const viewOf = (origin: string): SiteAccess => {
    const rows = grants.of(origin)
    const { never = false, limitedUntil = 0, revokedAt, marked, hidden } = sites.of(origin)
    return {
      origin,
      grants: rows.flatMap(row => partsOf(row, row.space !== store.identity.space)),
      lapsed: rows.flatMap(({ collection, lapsedAt }) => (lapsedAt === undefined ? [] : collection)),
      isNever: never,
      limitedUntil: limitedUntil > now() ? limitedUntil : null,
      revokedAt: revokedAt ?? null,
      marked: marked && !marked.seen ? marked : null,
      hasHidden: hidden !== undefined,
      used: room.used(origin),
      caps: room.caps(origin),
    }
  }
  const isWorthTelling = ({ grants, lapsed, isNever, limitedUntil, revokedAt, marked, hasHidden }: SiteAccess) =>
    grants.length + lapsed.length > 0 ||
    [isNever, limitedUntil !== null, revokedAt !== null, marked !== null, hasHidden].includes(true)

  return {
    async sites() {
      const origins = new Set([...grants.origins(), ...sites.all().map(({ origin }) => origin)])
      return [...origins].sort().map(viewOf).filter(isWorthTelling)
    },
    async editGrant(ask) {
      const { origin, collection, name, share, ...lasting } = parse(editGrantSchema, ask)
      await grants.edit(origin, collection, name, part => editedPart(part, collection, share, lasting, now()))
    },
    async fieldNames(collection) {
      return store.fieldNames(store.identity.space, parse(collectionName, collection))
    },
    async setCaps(ask) {
      const { origin, caps } = parse(capsSchema, ask)
      await sites.change(origin, ({ caps: _, ...row }) => (caps ? { ...row, caps } : row))
    },
    async letAskAgain(named) {
      await sites.letAskAgain(parse(anyOrigin, named))
    },
    async revoke(named) {
      await revoke(parse(anyOrigin, named))
    },
    async markSeen(named) {
      await sites.markSeen(parse(anyOrigin, named))
    },
    async dismissLapse(named) {
      await grants.dismissLapse(parse(anyOrigin, named))
    },
  }
}

function partsOf({ collection, parts, usedAt }: GrantRow, isPretended: boolean): PartView[] {
  return parts.flatMap(part =>
    scopesOf(collection, [part]).map(scope => ({
      name: nameOfPart(part),
      scope,
      picked: part.picked ?? [],
      lifetime: part.lifetime,
      expiresAt: part.expiresAt,
      usedAt: usedAt ?? null,
      isPretended,
    })),
  )
}
