import { i18n } from '#i18n'
import type { Scope } from '../../protocol/api.ts'
import type { CollectionToday, Share } from '../../protocol/sharing.ts'
import { asAsked, readOnly } from '../share/share.ts'
import { ShareForm } from '../share/share-form.tsx'
import type { Browse } from '../share/use-ask.ts'
import { countOf, differenceOf, reachOf } from '../words.ts'

interface WhatProps {
  scopes: readonly Scope[]
  /** What stands in each collection. */
  collections: readonly CollectionToday[]
  /** What is granted already. */
  before: readonly Scope[]
  /** What the owner would share of each. */
  shares: readonly Share[]
  change(shares: Share[]): void
  browse: Browse
}

const empty: CollectionToday = { count: 0, fields: [], picked: [] }

/** The counter-offer: what is ticked is granted, and nothing else. */
export function What({ scopes, collections, before, shares, change, browse }: WhatProps) {
  const canRead = scopes.some(scope => scope.access.includes('read') && scope.access.length > 1)
  return (
    <section id="what" aria-label={i18n.t('consent.what')}>
      {scopes.map((scope, i) => (
        <fieldset key={JSON.stringify(scope)}>
          <legend>{scope.collection}</legend>
          <p class="soft">
            {i18n.t('consent.reachAndCount', { reach: reachOf(scope), count: countOf(collections[i]?.count ?? 0) })}
          </p>
          <ShareForm
            asked={scope}
            today={collections[i] ?? empty}
            before={before}
            share={shares[i] ?? asAsked(scope)}
            change={share => change(shares.map((known, at) => (at === i ? share : known)))}
            browse={browse}
          />
        </fieldset>
      ))}
      {before.length > 0 && <p class="difference">{differenceOf(scopes, before)}</p>}
      {canRead && (
        <p class="quick">
          <button type="button" class="small" onClick={() => change(scopes.map(readOnly))}>
            {i18n.t('consent.readOnly')}
          </button>
          <button type="button" class="small" onClick={() => change(scopes.map(asAsked))}>
            {i18n.t('consent.asAsked')}
          </button>
        </p>
      )}
    </section>
  )
}
