import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import { Confirm } from '../confirm.tsx'
import type { Dashboard } from '../service.ts'
import { numberOf } from '../words.ts'
import { Said } from './said.tsx'
import { useDeed } from './use-deed.ts'

/** Off with one click and one answer. */
export function Leave({ dashboard, done, close }: { dashboard: Dashboard; done(words: string): void; close(): void }) {
  const deed = useDeed()
  const [deleteRemote, setDeleteRemote] = useState(false)
  const leave = () =>
    void deed.run(async () => {
      const { deleted } = await dashboard.ask(service => service.leaveBackup({ deleteRemote }))
      const words =
        deleted > 0
          ? i18n.t('backup.hasDeleted', deleted, { count: numberOf(deleted) })
          : i18n.t(deleteRemote ? 'backup.hasStayed' : 'backup.hasLeft')
      done(words)
      return words
    })
  return (
    <>
      <Confirm
        id="leave-backup"
        question={i18n.t('backup.leaveAsk')}
        yes={i18n.t('backup.leaveNow')}
        isReady={!deed.isBusy}
        confirm={leave}
        cancel={close}
      >
        {i18n.t('backup.leaveHint')}
        <label class="tick">
          <input
            type="checkbox"
            checked={deleteRemote}
            onChange={({ currentTarget }) => setDeleteRemote(currentTarget.checked)}
          />
          {i18n.t('backup.leaveDelete')}
        </label>
      </Confirm>
      <Said deed={deed} busy={i18n.t('backup.leaving')} />
    </>
  )
}
