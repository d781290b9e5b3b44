import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { go, hashOf, type Route } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { Collections } from './collections.tsx'
import { NewRecord } from './new-record.tsx'
import { RecordPanel } from './record.tsx'
import { Records } from './records.tsx'
import { useCollections } from './use-collections.ts'

type DataRoute = Route & { section: 'data' }

/** Collections, the records of one, and one record, each beside the one before. */
export function Data({ dashboard, route }: { dashboard: Dashboard; route: DataRoute }) {
  const { collection, id, isNew, isHistory = false } = route
  const [deleted, setDeleted] = useState<{ collection: string; id: string } | null>(null)
  const [failure, setFailure] = useState('')
  const { collections, problem } = useCollections(dashboard)
  const undoButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (deleted) undoButton.current?.focus()
  }, [deleted])
  useEffect(() => {
    if (isHistory) setDeleted(null) // there it is brought back
  }, [isHistory])

  const remove = async (id: string) => {
    const record = { collection: collection as string, id }
    await dashboard.ask(service => service.remove(record))
    setFailure('')
    setDeleted(record)
    go({ section: 'data', collection: record.collection })
  }
  const undo = async () => {
    if (!deleted) return
    try {
      await dashboard.ask(service => service.restore(deleted))
      setDeleted(null)
      go({ section: 'data', ...deleted })
    } catch (error) {
      setFailure((error as Error).message)
    }
  }

  return (
    <>
      <div role="status">
        {deleted && (
          <p class="notice line">
            <span>{i18n.t('data.wasDeleted', { collection: deleted.collection })}</span>
            <span class="buttons">
              <button ref={undoButton} type="button" class="small primary" onClick={() => void undo()}>
                {i18n.t('dashboard.undo')}
              </button>
              <a class="button small" href={hashOf({ section: 'data', ...deleted, isHistory: true })}>
                {i18n.t('history.history')}
              </a>
              <button type="button" class="small" onClick={() => setDeleted(null)}>
                {i18n.t('dashboard.dismiss')}
              </button>
            </span>
          </p>
        )}
      </div>
      {failure && (
        <p class="warning" role="alert">
          {failure}
        </p>
      )}
      <div class={id === undefined && !isNew ? 'data' : 'data with-record'}>
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
          <RecordPanel
            key={JSON.stringify([collection, id])}
            dashboard={dashboard}
            collection={collection}
            id={id}
            isHistory={isHistory}
            remove={() => remove(id)}
          />
        )}
        {collection !== undefined && isNew && <NewRecord dashboard={dashboard} collection={collection} />}
      </div>
    </>
  )
}
