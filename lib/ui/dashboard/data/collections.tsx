import { useEffect, useRef } from 'preact/hooks'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'
import { numberOf } from '../words.ts'

export function Collections({ dashboard, current }: { dashboard: Dashboard; current: string | undefined }) {
  const { answer: collections, problem, look } = useAnswer(dashboard, '', ['records'], service => service.collections())
  const counting = useRef(new Set<string>())
  useEffect(() => {
    for (const { name, isExact } of collections ?? []) {
      if (isExact || counting.current.has(name)) continue
      counting.current.add(name)
      const counted = dashboard.ask(service => service.count(name)).then(look, () => {}) // interrupted: next time
      void counted.finally(() => counting.current.delete(name))
    }
  }, [collections, dashboard, look])

  if (problem && !collections) {
    return (
      <p class="warning" role="alert">
        {problem}
      </p>
    )
  }
  if (!collections) return <p class="soft">Looking up your collections…</p>
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
            <a
              href={hashOf({ section: 'data', collection: name })}
              {...(name === current ? { 'aria-current': 'true' as const } : {})}
            >
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
