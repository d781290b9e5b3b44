import { useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { CollectionView, MeasureAsk, Measured } from '../../protocol/owner.ts'
import { HistoryKept } from './history/kept.tsx'
import { Kept } from './kept.tsx'
import type { Dashboard } from './service.ts'
import { useAnswer } from './use-answer.ts'
import { bytesOf, numberOf } from './words.ts'

/** What the store holds, and what would become of it. */
export function Storage({ dashboard }: { dashboard: Dashboard }) {
  const { answer: storage, problem } = useAnswer(dashboard, '', [], service => service.storage())
  const { answer: collections } = useAnswer(dashboard, '', ['records'], service => service.collections())
  return (
    <div class="stack">
      <Kept dashboard={dashboard} />
      {problem && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {storage?.usage != null && (
        <p>
          {i18n.t('storage.takesUp')} <strong>{bytesOf(storage.usage)}</strong> {i18n.t('storage.onDisk')}
          {storage.quota !== null && (
            <span class="soft"> {i18n.t('storage.room', { size: bytesOf(storage.quota) })}</span>
          )}
        </p>
      )}
      <HistoryKept dashboard={dashboard} />
      {collections?.length === 0 && <p class="empty">{i18n.t('storage.empty')}</p>}
      {collections && collections.length > 0 && (
        <table>
          <caption>{i18n.t('storage.holds')}</caption>
          <thead>
            <tr>
              <th scope="col">{i18n.t('storage.collection')}</th>
              <th scope="col">{i18n.t('storage.records')}</th>
              <th scope="col">{i18n.t('storage.size')}</th>
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
      <td>{isDone ? numberOf(seen) : i18n.t('dashboard.about', { amount: numberOf(records) })}</td>
      <td>{isDone ? i18n.t('dashboard.about', { amount: bytesOf(bytes) }) : i18n.t('storage.measuring')}</td>
    </tr>
  )
}
