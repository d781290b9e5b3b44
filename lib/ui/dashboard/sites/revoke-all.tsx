import { useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { Confirm } from '../confirm.tsx'
import { numberOf } from '../words.ts'

export function RevokeAll({ count, revoke }: { count: number; revoke(): Promise<void> }) {
  const [isAsking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setAsking(false)
    setTimeout(() => button.current?.focus())
  }
  if (!isAsking) {
    return (
      <div>
        <button ref={button} type="button" class="danger" onClick={() => setAsking(true)}>
          {i18n.t('sites.revokeAll')}
        </button>
      </div>
    )
  }
  return (
    <Confirm
      id="revoke-all"
      question={i18n.t('sites.revokeAllOf', count, { count: numberOf(count) })}
      yes={i18n.t('sites.revokeAllNow')}
      confirm={() => void revoke()}
      cancel={close}
    >
      {i18n.t('sites.revokeAllHint')}
    </Confirm>
  )
}
