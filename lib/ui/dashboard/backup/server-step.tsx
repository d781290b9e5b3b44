import { useEffect, useRef } from 'preact/hooks'
import { i18n } from '#i18n'
import type { EndpointConfig } from '../../../protocol/backup.ts'
import type { Dashboard } from '../service.ts'
import { requestAccess } from './access.ts'
import { Said } from './said.tsx'
import type { ServerDraft } from './server.ts'
import { ServerForm } from './server-form.tsx'
import { StepFrame } from './step.tsx'
import type { Ceremony } from './steps.ts'
import { useDeed } from './use-deed.ts'
import { probeWords } from './words.ts'

/** Which server, and whether it does what a backup needs. */
export function ServerStep({
  dashboard,
  draft,
  change,
  tried,
  setTried,
  count,
  next,
  cancel,
}: {
  dashboard: Dashboard
  draft: ServerDraft
  change(draft: ServerDraft): void
  tried: Ceremony['tried']
  setTried(tried: Ceremony['tried']): void
  count: { step: number; all: number }
  next(): void
  cancel(): void
}) {
  const deed = useDeed()
  const report = useRef<HTMLDivElement>(null)
  useEffect(() => report.current?.focus(), [tried])

  const tryOut = (endpoint: EndpointConfig) => {
    const access = requestAccess(endpoint) // within the click
    void deed.run(async () => {
      await access
      setTried({ endpoint, report: await dashboard.ask(service => service.probe(endpoint)) })
      return ''
    })
  }
  return (
    <StepFrame id="server" heading={i18n.t('backup.serverHeading')} count={count}>
      <p>{i18n.t('backup.serverAbout')}</p>
      <ServerForm
        draft={draft}
        change={changed => {
          deed.forget()
          setTried(null) // what was tried is another one now
          change(changed)
        }}
        submit={tryOut}
        isBusy={deed.isBusy}
        yes={i18n.t('backup.tryIt')}
      >
        <button type="button" onClick={cancel}>
          {i18n.t('backup.cancel')}
        </button>
      </ServerForm>
      <Said deed={deed} busy={i18n.t('backup.trying')} />
      {tried && (
        <div ref={report} tabIndex={-1} class={tried.report.works ? 'notice' : 'warning'}>
          {probeWords(tried.report).map(sentence => (
            <p key={sentence}>{sentence}</p>
          ))}
          {tried.report.works && (
            <p class="buttons">
              <button type="button" class="primary" onClick={next}>
                {i18n.t('backup.next')}
              </button>
            </p>
          )}
        </div>
      )}
    </StepFrame>
  )
}
