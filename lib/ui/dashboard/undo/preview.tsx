import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { RecordName, UndoPlan } from '../../../protocol/history.ts'
import { useShown } from '../data/use-shown.ts'
import { VirtualList } from '../data/virtual-list.tsx'
import type { Dashboard } from '../service.ts'
import { momentOf, numberOf } from '../words.ts'
import type { Plan, Planned } from './plan.ts'
import { PlannedFields } from './planned-fields.tsx'
import { countsInWords, fateOf } from './words.ts'

const keyOf = ({ collection, id }: RecordName) => JSON.stringify([collection, id])

interface PreviewProps {
  dashboard: Dashboard
  /** Whose doings: a site's origin. */
  by: string
  plan: Plan
}

/** What undoing would mean: in numbers, and record by record. */
export function Preview({ dashboard, by, plan: { range, records, counts, cutAt, others } }: PreviewProps) {
  const [visible, setVisible] = useState<readonly Planned[]>([])
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const { from, upto } = range
  const ask = (missing: readonly Planned[]): Promise<UndoPlan[]> => {
    const asked = { by, from, upto, records: missing.map(({ collection, id }) => ({ collection, id })) }
    return dashboard.ask(service => service.undoPlan(asked))
  }
  const plans = useShown<Planned, UndoPlan>(visible, keyOf, ask, keyOf)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])

  const toggle = (record: Planned) => {
    const key = keyOf(record)
    setOpen(open => (open.has(key) ? new Set([...open].filter(other => other !== key)) : new Set([...open, key])))
  }
  return (
    <section aria-labelledby="undo-preview">
      <h3 id="undo-preview" ref={heading} tabIndex={-1}>
        {i18n.t('undo.preview')}
      </h3>
      {cutAt !== null && <p class="soft">{i18n.t('undo.isCut', { moment: momentOf(cutAt) })}</p>}
      <ul>
        {countsInWords(counts).map(words => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {records.length === 0 && <p class="empty">{i18n.t(others > 0 ? 'undo.nothingLeft' : 'undo.nothing')}</p>}
      {records.length > 0 && others > 0 && (
        <p class="soft">{i18n.t('undo.others', others, { count: numberOf(others) })}</p>
      )}
      {records.length > 0 && (
        <VirtualList<Planned>
          label={i18n.t('undo.records')}
          items={records}
          keyOf={keyOf}
          shows={setVisible}
          unfold={{
            isOpen: record => open.has(keyOf(record)),
            toggle,
            body: record => <PlannedFields record={record} plan={plans.get(keyOf(record))} />,
          }}
          row={record => (
            <>
              <span class="title">{plans.get(keyOf(record))?.title || record.id}</span>
              <span class="soft rest">
                {record.collection} · {fateOf(record)}
              </span>
            </>
          )}
        />
      )}
    </section>
  )
}
