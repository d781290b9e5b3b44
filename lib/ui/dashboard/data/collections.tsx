import { i18n } from '#i18n'
import type { CollectionView } from '../../../protocol/owner.ts'
import { numberOf } from '../words.ts'
import { useSpace } from './space.ts'

interface CollectionsProps {
  collections: CollectionView[] | undefined
  problem: string
  current: string | undefined
}

export function Collections({ collections, problem, current }: CollectionsProps) {
  const { isHidden, hrefOf } = useSpace()
  if (problem && !collections) {
    return (
      <p class="warning" role="alert">
        {problem}
      </p>
    )
  }
  if (!collections) return <p class="soft">{i18n.t('data.lookingUp')}</p>
  if (collections.length === 0 && isHidden) return <p class="empty">{i18n.t('data.hiddenEmpty')}</p>
  if (collections.length === 0) {
    return (
      <div class="empty">
        <p>{i18n.t('data.empty')}</p>
        <p>{i18n.t('data.emptyHint')}</p>
      </div>
    )
  }
  return (
    <section aria-labelledby="collections" class="collections">
      <h2 id="collections">{i18n.t('data.collections')}</h2>
      <ul>
        {collections.map(({ name, records, isExact }) => (
          <li key={name}>
            <a href={hrefOf(name)} {...(name === current ? { 'aria-current': 'true' as const } : {})}>
              <span class="name">{name}</span>{' '}
              <span class="soft">
                {isExact ? numberOf(records) : i18n.t('dashboard.about', { amount: numberOf(records) })}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
