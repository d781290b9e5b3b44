import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { BackupView, EndpointConfig } from '../../../protocol/backup.ts'
import type { Dashboard } from '../service.ts'
import { requestAccess } from './access.ts'
import { Said } from './said.tsx'
import { draftOf } from './server.ts'
import { ServerForm } from './server-form.tsx'
import { StepFrame } from './step.tsx'
import { useDeed } from './use-deed.ts'

/** Another address or password of the same backup. */
export function ChangeServer({
  dashboard,
  view,
  done,
  close,
}: {
  dashboard: Dashboard
  view: BackupView
  done(words: string): void
  close(): void
}) {
  const deed = useDeed()
  const [draft, setDraft] = useState(() => draftOf(view.endpoint))
  const change = (endpoint: EndpointConfig) => {
    const access = requestAccess(endpoint) // within the click
    void deed.run(async () => {
      await access
      await dashboard.ask(service => service.changeEndpoint(endpoint))
      done(i18n.t('backup.isChanged'))
      return ''
    })
  }
  return (
    <StepFrame id="change-server" heading={i18n.t('backup.changeHeading')}>
      <p>{i18n.t('backup.changeAbout')}</p>
      <ServerForm
        draft={draft}
        change={setDraft}
        submit={change}
        isBusy={deed.isBusy}
        isKindFixed
        yes={i18n.t('backup.change')}
      >
        <button type="button" onClick={close}>
          {i18n.t('backup.cancel')}
        </button>
      </ServerForm>
      <Said deed={deed} busy={i18n.t('backup.trying')} />
    </StepFrame>
  )
}
