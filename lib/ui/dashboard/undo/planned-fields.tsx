import { i18n } from '#i18n'
import type { RecordName, UndoPlan } from '../../../protocol/history.ts'
import { Difference } from '../history/difference.tsx'
import { hashOf } from '../route.ts'

/** What would become of the fields of one record. Undefined: it is being asked for. */
export function PlannedFields({ record, plan }: { record: RecordName; plan: UndoPlan | undefined }) {
  if (!plan) return <p class="soft">{i18n.t('dashboard.lookingUp')}</p>
  const { collection, id } = record
  const { fields, kept } = plan
  return (
    <>
      {fields.map(change => (
        <div key={change.name} class="change">
          <span class="name">{change.name}</span>
          <Difference change={change} before="undo.now" after="undo.then" />
        </div>
      ))}
      {kept.length > 0 && <p>{i18n.t('undo.keptFields', kept.length, { fields: kept.join(', ') })}</p>}
      <p>
        <a href={hashOf({ section: 'data', collection, id, isHistory: true })}>{i18n.t('undo.itsHistory')}</a>
      </p>
    </>
  )
}
