import { useRef } from 'preact/hooks'
import { i18n } from '#i18n'

/** Takes a deliberate press alone: no synthetic click, no Enter, no key that was held from before. */
export function AllowButton({ disabled, allow }: { disabled: boolean; allow(): void }) {
  const isHeld = useRef(false)
  return (
    <button
      type="button"
      class="primary"
      disabled={disabled}
      aria-describedby="sentence"
      onKeyDown={event => {
        isHeld.current = event.repeat
        if (event.key === 'Enter') event.preventDefault()
      }}
      onClick={({ isTrusted, detail }) => {
        const isKey = detail === 0
        if (isTrusted && !(isKey && isHeld.current)) allow()
      }}
    >
      {i18n.t('consent.allow')}
    </button>
  )
}
