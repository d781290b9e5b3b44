import { useId } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Scope } from '../../protocol/api.ts'
import type { CollectionToday, Share } from '../../protocol/sharing.ts'

interface FieldsProps {
  asked: Scope
  today: CollectionToday
  share: Share
  change(share: Share): void
}

/** Which fields. Where all were asked for, the owner may choose among those that the records have today. */
export function Fields({ asked, today, share, change }: FieldsProps) {
  const group = useId()
  const { collection } = asked
  const chosen = share.fields === '*' ? [] : share.fields
  const names = asked.fields === '*' ? [...new Set([...today.fields, ...chosen])] : asked.fields
  const tick = (field: string, isTicked: boolean) => {
    const others = chosen.filter(known => known !== field)
    change({ ...share, fields: isTicked ? [...others, field] : others })
  }
  return (
    <>
      {asked.fields === '*' && names.length > 0 && (
        <div class="choices" role="radiogroup" aria-label={i18n.t('share.whichFields', { collection })}>
          <label>
            <input
              type="radio"
              name={group}
              aria-label={i18n.t('share.allFields')}
              checked={share.fields === '*'}
              onChange={() => change({ ...share, fields: '*' })}
            />
            <span>{i18n.t('share.allFields')}</span>
          </label>
          <label>
            <input
              type="radio"
              name={group}
              aria-label={i18n.t('share.someFields')}
              checked={share.fields !== '*'}
              onChange={() => change({ ...share, fields: names })}
            />
            <span>{i18n.t('share.someFields')}</span>
          </label>
        </div>
      )}
      {share.fields !== '*' && (
        <fieldset class="fields" aria-label={i18n.t('share.fieldsOf', { collection })}>
          {names.map(field => (
            <label key={field}>
              <input
                type="checkbox"
                aria-label={i18n.t('share.field', { field, collection })}
                checked={chosen.includes(field)}
                onChange={({ currentTarget }) => tick(field, currentTarget.checked)}
              />
              <span>{field}</span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}
