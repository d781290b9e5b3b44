import { useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { RecordName, RestoreVersionAsk } from '../../../protocol/history.ts'
import type { Dashboard } from '../service.ts'

type What = Pick<RestoreVersionAsk, 'n' | 'field'>

/** Brings an earlier state of a record back, and takes that back again. */
export function useRestore(dashboard: Dashboard, record: RecordName) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')
  const [said, setSaid] = useState('')
  /** What stood there before the last restoring. */
  const [before, setBefore] = useState<What>()

  const write = async (what: What, done: string): Promise<What | undefined> => {
    setBusy(true)
    setFailure('')
    setSaid('')
    setBefore(undefined)
    try {
      const { entries } = await dashboard.ask(service => service.history({ ...record, before: null }))
      const isChanged = await dashboard.ask(service => service.restoreVersion({ ...record, ...what }))
      setSaid(isChanged ? done : i18n.t('history.stoodLikeThat'))
      const newest = entries[0]
      return isChanged && newest ? { ...what, n: newest.n } : undefined
    } catch (error) {
      setFailure((error as Error).message)
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return {
    isBusy,
    failure,
    said,
    restore: async (what: What, done: string) => setBefore(await write(what, done)),
    /** Undefined: there is nothing to take back. */
    undo: before && (() => write(before, i18n.t('history.isUndone'))),
  }
}
