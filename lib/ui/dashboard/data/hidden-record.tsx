import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Dashboard } from '../service.ts'
import { useAnswer } from '../use-answer.ts'
import { By } from '../when.tsx'
import { draftOf } from './draft.ts'
import { useSpace } from './space.ts'

/** A record of a hidden store: to be looked at, and no more. What the owner wrote there, the site would see. */
export function HiddenRecord({ dashboard, collection, id }: { dashboard: Dashboard; collection: string; id: string }) {
  const { where, hrefOf } = useSpace()
  const { answer: record, problem } = useAnswer(dashboard, '', ['records', 'grants'], service =>
    service.record({ collection, id, ...where }),
  )
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section aria-labelledby="record" class="record">
      <div class="line">
        <h2 id="record" ref={heading} tabIndex={-1}>
          {i18n.t('record.record')}
        </h2>
        <a class="button small" href={hrefOf(collection)}>
          {i18n.t('dashboard.close')}
        </a>
      </div>
      <p class="id">{id}</p>
      {problem && !record && (
        <p class="warning" role="alert">
          {problem}
        </p>
      )}
      {record === undefined && !problem && <p class="soft">{i18n.t('dashboard.lookingUp')}</p>}
      {record === null && <p class="empty">{i18n.t('record.gone')}</p>}
      {record && (
        <>
          <p class="soft">
            <By written={record.made} how="made" />
          </p>
          <dl>
            {record.fields.map(({ name, value }) => (
              <div key={name} class="field">
                <dt class="name">{name}</dt>
                <dd>{draftOf(value).text}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  )
}
