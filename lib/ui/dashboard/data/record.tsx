import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { History } from '../history/history.tsx'
import { hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'
import { By } from '../when.tsx'
import { type Drafts, stillDiffering } from './draft.ts'
import { Editor } from './editor.tsx'

interface RecordPanelProps {
  dashboard: Dashboard
  collection: string
  id: string
  /** What happened to it is shown, in the place of its fields. */
  isHistory: boolean
  remove(): Promise<void>
}

/** One record: what stands in it, who wrote it, and the owner's own hand in it. */
export function RecordPanel({ dashboard, collection, id, isHistory, remove }: RecordPanelProps) {
  const about = JSON.stringify([collection, id])
  const {
    answer: record,
    problem,
    look,
  } = useAnswer(dashboard, about, ['records'], service => service.record({ collection, id }))
  const [drafts, setDrafts] = useState<Drafts>(new Map())
  /** What the owner had read when the first of the drafts was begun. */
  const base = useRef('')
  const [said, setSaid] = useState('')
  const [failure, setFailure] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  // What a site has written meanwhile, or an interrupted save, may be what the owner typed: then it is done.
  useEffect(() => {
    if (record) setDrafts(drafts => stillDiffering(drafts, record.fields))
  }, [record])

  const change = (next: Drafts) => {
    if (drafts.size === 0) base.current = record?.rev ?? ''
    setSaid('')
    setDrafts(next)
  }
  const rev = base.current
  const isBehind = drafts.size > 0 && record != null && record.rev !== rev

  return (
    <section aria-labelledby="record" class="record">
      <div class="line">
        <h2 id="record" ref={heading} tabIndex={-1}>
          {i18n.t('record.record')}
        </h2>
        <span class="buttons">
          <a
            class="button small"
            href={hashOf({ section: 'data', collection, id, ...(!isHistory && { isHistory: true }) })}
          >
            {i18n.t(isHistory ? 'record.fields' : 'history.history')}
          </a>
          <a class="button small" href={hashOf({ section: 'data', collection })}>
            {i18n.t('dashboard.close')}
          </a>
        </span>
      </div>
      <p class="id">{id}</p>
      {(failure || (problem && !record)) && (
        <p class="warning" role="alert">
          {failure || problem}
        </p>
      )}
      {record === undefined && !problem && <p class="soft">{i18n.t('dashboard.lookingUp')}</p>}
      {record === null && <p class="empty">{i18n.t(isHistory ? 'record.gone' : 'record.goneHint')}</p>}
      {record && (
        <p class="soft">
          <By written={record.made} how="made" />
        </p>
      )}
      {isHistory && <History dashboard={dashboard} collection={collection} id={id} />}
      {record && !isHistory && (
        <>
          {isBehind && <p class="notice">{i18n.t('record.behind')}</p>}
          {record.fields.length === 0 && <p class="soft">{i18n.t('record.noFields')}</p>}
          <Editor
            fields={record.fields}
            drafts={drafts}
            change={change}
            save={async ({ set, remove }) => {
              await dashboard.ask(service => service.edit({ collection, id, rev, set, remove }))
              setDrafts(new Map())
              setSaid(i18n.t('record.saved'))
              await look()
            }}
          >
            <button
              type="button"
              class="danger"
              onClick={() => {
                setFailure('')
                remove().catch(error => setFailure((error as Error).message))
              }}
            >
              {i18n.t('record.delete')}
            </button>
          </Editor>
          <p class="soft" role="status">
            {said}
          </p>
        </>
      )}
    </section>
  )
}
