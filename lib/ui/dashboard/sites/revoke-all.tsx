import { useRef, useState } from 'preact/hooks'
import { Confirm } from '../confirm.tsx'
import { countOf } from '../words.ts'

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
          Revoke all sites
        </button>
      </div>
    )
  }
  return (
    <Confirm
      id="revoke-all"
      question={`Revoke the access of ${count === 1 ? 'one site' : `all ${countOf(count, 'site')}`}?`}
      yes="Revoke all now"
      confirm={() => void revoke()}
      cancel={close}
    >
      It ends at once, in every tab. Your data stays. What a site has copied already cannot be called back.
    </Confirm>
  )
}
