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
  if (!collections) return <p class="soft">Looking up the collections…</p>
  if (collections.length === 0 && isHidden) return <p class="empty">The site has written nothing into it.</p>
  if (collections.length === 0) {
    return (
      <div class="empty">
        <p>Your store is empty.</p>
        <p>
          It fills when you allow a site that works with Allod: open such a site, press its own button for it (“Connect”
          or the like), and allow what it asks. What it writes stands here from then on, also when the site is gone.
        </p>
      </div>
    )
  }
  return (
    <section aria-labelledby="collections" class="collections">
      <h2 id="collections">Collections</h2>
      <ul>
        {collections.map(({ name, records, isExact }) => (
          <li key={name}>
            <a href={hrefOf(name)} {...(name === current ? { 'aria-current': 'true' as const } : {})}>
              <span class="name">{name}</span>{' '}
              <span class="soft">
                {isExact ? '' : 'about '}
                {numberOf(records)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
