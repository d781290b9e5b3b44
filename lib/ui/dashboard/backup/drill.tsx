import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { BackupView, DrillReport } from '../../../protocol/backup.ts'
import type { Dashboard } from '../service.ts'
import { momentOf } from '../words.ts'
import { Said } from './said.tsx'
import { useDeed } from './use-deed.ts'
import { drillWords } from './words.ts'

/** A backup that was never restored is a hope: here it is read back and compared, and nothing is changed. */
export function Drill({ dashboard, view }: { dashboard: Dashboard; view: BackupView }) {
  const deed = useDeed()
  const [report, setReport] = useState<DrillReport>()
  const drill = () => {
    setReport(undefined)
    void deed.run(async () => {
      const report = await dashboard.ask(service => service.drill())
      setReport(report)
      return drillWords(report).isSame ? drillWords(report).words : ''
    })
  }
  const isDifferent = report && !drillWords(report).isSame
  return (
    <section aria-labelledby="backup-drill">
      <h2 id="backup-drill">{i18n.t('backup.drillHeading')}</h2>
      <p class="soft">
        {i18n.t('backup.drillAbout')}{' '}
        {view.drilledAt !== null && i18n.t('backup.drilledAt', { time: momentOf(view.drilledAt) })}
      </p>
      <p class="buttons">
        {deed.isBusy ? (
          <button type="button" onClick={() => void dashboard.ask(service => service.stopRestore()).catch(() => {})}>
            {i18n.t('backup.stop')}
          </button>
        ) : (
          <button type="button" disabled={view.phase !== 'on'} onClick={drill}>
            {i18n.t('backup.drill')}
          </button>
        )}
      </p>
      <Said deed={deed} busy={i18n.t('backup.drilling')} />
      {isDifferent && (
        <div class="warning" role="alert">
          <p>{drillWords(report).words}</p>
          {report.examples.length > 0 && (
            <>
              <p>{i18n.t('backup.drillExamples')}</p>
              <ul>
                {report.examples.map(example => (
                  <li key={example} class="id">
                    {example}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </section>
  )
}
