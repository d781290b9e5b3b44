import { i18n } from '#i18n'
import { hostOf } from '../../words.ts'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'
import { HiddenStore } from './hidden-store.tsx'
import type { ThrowAway } from './use-throw-away.ts'

interface OtherStoresProps {
  dashboard: Dashboard
  /** The one that is being thrown away. */
  going: string | undefined
  throwAway: ThrowAway
}

/** Hidden stores of which this device knows no site: an import has brought them. */
export function OtherStores({ dashboard, going, throwAway }: OtherStoresProps) {
  const { answer: stores } = useAnswer(dashboard, going ?? '', ['grants', 'records'], service => service.hiddenStores())
  const others = stores?.filter(({ isKnown, name }) => !isKnown && name !== going) ?? []
  if (others.length === 0) return null
  return (
    <>
      <h2 class="apart">{i18n.t('hidden.others')}</h2>
      {others.map(({ name, origin }) => {
        const host = origin ? hostOf(origin) : i18n.t('dashboard.someSite')
        return (
          <article key={name} class="card" aria-label={i18n.t('hidden.storeOf', { host })}>
            <h3 class="host">{host}</h3>
            <p>{i18n.t('hidden.othersHint')}</p>
            <HiddenStore name={name} host={host} throwAway={throwAway} />
          </article>
        )
      })}
    </>
  )
}
