import { i18n } from '#i18n'
import { Said } from './said.tsx'
import { StepFrame } from './step.tsx'
import { TextField } from './text-field.tsx'
import type { DeedState } from './use-deed.ts'

/** What the protocol has room for. */
const maxName = 200

/** The last step before anything leaves this device. */
export function DeviceStep({
  name,
  change,
  count,
  deed,
  start,
  back,
}: {
  name: string
  change(name: string): void
  count: { step: number; all: number }
  deed: DeedState
  start(): void
  back(): void
}) {
  return (
    <StepFrame id="device" heading={i18n.t('backup.deviceHeading')} count={count}>
      <form
        class="typing"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          start()
        }}
      >
        <TextField
          id="device-name"
          label={i18n.t('backup.deviceName')}
          hint={i18n.t('backup.deviceAbout')}
          value={name}
          change={value => change(value.slice(0, maxName))}
        />
        <p class="buttons">
          <button type="button" disabled={deed.isBusy} onClick={back}>
            {i18n.t('backup.back')}
          </button>
          <button type="submit" class="primary" disabled={deed.isBusy || name.trim() === ''}>
            {i18n.t('backup.start')}
          </button>
        </p>
      </form>
      <Said deed={deed} busy={i18n.t('backup.starting')} />
    </StepFrame>
  )
}
