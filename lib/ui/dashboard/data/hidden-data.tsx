import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { hostOf } from '../../words.ts'
import { hashOf, type Route } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { Collections } from './collections.tsx'
import { HiddenRecord } from './hidden-record.tsx'
import { Records } from './records.tsx'
import { HiddenProvider } from './space.ts'
import { useCollections } from './use-collections.ts'

interface HiddenDataProps {
  dashboard: Dashboard
  route: Route & { section: 'hidden' }
}

/** The data views over the store that a site was given instead of the owner's. */
export function HiddenData(props: HiddenDataProps) {
  return (
    <HiddenProvider value={props.route.hidden}>
      <Views {...props} />
    </HiddenProvider>
  )
}

function Views({ dashboard, route: { hidden, collection, id } }: HiddenDataProps) {
  const { collections, problem } = useCollections(dashboard)
  const [host] = useState(() => (URL.canParse(hidden) ? hostOf(hidden) : i18n.t('dashboard.someSite')))
  return (
    <>
      <p class="notice line">
        <span>{i18n.t('data.hidden', { host })}</span>
        <a class="button small" href={hashOf({ section: 'sites' })}>
          {i18n.t('dashboard.allSites')}
        </a>
      </p>
      <div class={id === undefined ? 'data' : 'data with-record'}>
        <Collections collections={collections} problem={problem} current={collection} />
        {collection !== undefined && (
          <Records
            key={collection}
            dashboard={dashboard}
            collection={collection}
            total={collections?.find(({ name }) => name === collection)?.records ?? 0}
            current={id}
          />
        )}
        {collection !== undefined && id !== undefined && (
          <HiddenRecord key={JSON.stringify([collection, id])} dashboard={dashboard} collection={collection} id={id} />
        )}
      </div>
    </>
  )
}
