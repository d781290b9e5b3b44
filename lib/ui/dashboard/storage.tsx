import { useEffect, useState } from 'preact/hooks'
import type { CollectionView, MeasureAsk, Measured } from '../../protocol/owner.ts'
import { hashOf } from './route.ts'
import type { Dashboard } from './service.ts'
import { useAnswer } from './use-answer.ts'
import { bytesOf, numberOf } from './words.ts'

/** What the store holds, and what would become of it. */
export function Storage({ dashboard }: { dashboard: Dashboard }) {
  const { answer: storage, problem } = useAnswer(dashboard, '', [], service => service.storage())
  const { answer: collections } = useAnswer(dashboard, '', ['records'], service => service.collections())
  return (
    <div class="stack">
      <p class="warning">
        <strong>Removing the extension deletes the data.</strong> It stands in this browser, on this computer, and
        nowhere else, unless you have <a href={hashOf({ section: 'archive' })}>exported</a> it.
      </p>
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {storage?.usage != null && (
        <p>
          Your store takes up about <strong>{bytesOf(storage.usage)}</strong> on the disk, with its history.
          {storage.quota !== null && (
            <span class="soft"> The browser gives it room for about {bytesOf(storage.quota)}.</span>
          )}
        </p>
      )}
      {collections?.length === 0 && (
        <p class="empty">There is nothing in it yet. It fills when a site that you allow writes its first record.</p>
      )}
      {collections && collections.length > 0 && (
        <table>
          <caption>What the collections hold, without their history</caption>
          <thead>
            <tr>
              <th scope="col">Collection</th>
              <th scope="col">Records</th>
              <th scope="col">Size</th>
            </tr>
          </thead>
          <tbody>
            {collections.map(collection => (
              <Size key={collection.name} dashboard={dashboard} collection={collection} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

/** Measured when it is first shown; what is written meanwhile is not measured again. */
function Size({ dashboard, collection: { name, records } }: { dashboard: Dashboard; collection: CollectionView }) {
  const [measured, setMeasured] = useState({ bytes: 0, seen: 0, isDone: false })
  useEffect(() => {
    let isGone = false
    const measure = async () => {
      let bytes = 0
      let seen = 0
      let after: string | null = null
      do {
        const ask: MeasureAsk = { collection: name, after }
        const part: Measured = await dashboard.ask(service => service.measure(ask))
        if (isGone) return
        bytes += part.bytes
        seen += part.seen
        after = part.next
        setMeasured({ bytes, seen, isDone: after === null })
      } while (after !== null)
    }
    measure().catch(() => {}) // interrupted: the size that is known so far stays, as such
    return () => {
      isGone = true
    }
  }, [dashboard, name])
  const { bytes, seen, isDone } = measured
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{isDone ? numberOf(seen) : `about ${numberOf(records)}`}</td>
      <td>{isDone ? `about ${bytesOf(bytes)}` : 'measuring…'}</td>
    </tr>
  )
}
