import { useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { SiteAccess } from '../../../protocol/owner.ts'
import { openSink } from '../../archive/sink.ts'
import { hostOf } from '../../words.ts'
import { Confirm } from '../confirm.tsx'
import type { Dashboard } from '../service.ts'
import { UndoLink } from '../undo/undo-link.tsx'
import { numberOf } from '../words.ts'
import { type Batch, countMade, deleteMade, exportMade, type Progress, restoreMade } from './made.ts'
import type { Act } from './use-act.ts'
import { useWork } from './use-work.ts'
import { WroteProgress } from './wrote-progress.tsx'

type Counts = ReadonlyMap<string, number>

/** The records that a site made, to keep, to export or to delete. Nothing is said of them before they are counted. */
export function Wrote({
  dashboard,
  origin,
  site,
  act,
  isOpen,
}: {
  dashboard: Dashboard
  origin: string
  site: SiteAccess | undefined
  act: Act
  /** Whether they are counted without being asked for. */
  isOpen: boolean
}) {
  const [counts, setCounts] = useState<Counts>()
  const [isAsking, setAsking] = useState(false)
  const [deleted, setDeleted] = useState<readonly Batch[]>([])
  const { progress, outcome, run, stop } = useWork<Progress>()
  const host = URL.canParse(origin) ? hostOf(origin) : origin
  const isRevoked = site?.revokedAt != null

  const count = () =>
    run(async work => {
      setCounts(undefined)
      setCounts(await countMade({ dashboard, origin, ...work }))
      return ''
    })
  useEffect(() => {
    if (isOpen) void count()
  }, [])
  const save = async () => {
    const day = new Date().toISOString().slice(0, 10)
    const sink = await openSink(`allod-${host.replaceAll(/[^\w.-]/g, '-')}-${day}.jsonl`, 'jsonl')
    if (!sink) return
    await run(async work => {
      const records = await exportMade({ dashboard, origin, ...work }, sink)
      return i18n.t('wrote.exported', records, { count: numberOf(records) })
    })
  }
  const remove = async () => {
    setAsking(false)
    const gone: Batch[] = []
    const isDone = await run(
      async work => {
        await deleteMade({ dashboard, origin, ...work }, batch => gone.push(batch))
        return i18n.t('wrote.deleted', sizeOf(gone), { count: numberOf(sizeOf(gone)) })
      },
      () => i18n.t('wrote.stoppedAfter', sizeOf(gone), { count: numberOf(sizeOf(gone)) }),
    )
    setDeleted(known => [...known, ...gone])
    setCounts(isDone ? new Map() : undefined)
  }
  const undo = () =>
    run(async work => {
      const back = await restoreMade({ dashboard, origin, ...work }, deleted)
      setDeleted([])
      setCounts(undefined)
      return i18n.t('wrote.areBack', back, { count: numberOf(back) })
    })
  const isBusy = progress !== undefined

  return (
    <div class="wrote">
      <p>
        {isRevoked && `${i18n.t('wrote.isRevoked')} `}
        {i18n.t('wrote.copies')}
      </p>
      {counts && <Counted counts={counts} />}
      {progress && <WroteProgress progress={progress} stop={stop} />}
      <p class={outcome?.isError ? 'warning' : 'soft'} role={outcome?.isError ? 'alert' : 'status'}>
        {outcome?.words}
      </p>
      {isAsking ? (
        <Confirm
          id="delete-wrote"
          question={
            counts
              ? i18n.t('wrote.deleteCount', total(counts), { count: numberOf(total(counts)) })
              : i18n.t('wrote.deleteWhat')
          }
          yes={i18n.t('wrote.deleteThem')}
          isReady={counts !== undefined && total(counts) > 0 && !isBusy}
          confirm={() => void remove()}
          cancel={() => {
            if (!counts) stop()
            setAsking(false)
          }}
        >
          {counts ? i18n.t('wrote.deleteHint', { list: listOf(counts) }) : i18n.t('wrote.isCounted')}
        </Confirm>
      ) : (
        <p class="buttons">
          {deleted.length > 0 && (
            <button type="button" class="small primary" disabled={isBusy} onClick={() => void undo()}>
              {i18n.t('dashboard.undo')}
            </button>
          )}
          {isRevoked && (
            <button
              type="button"
              class="small"
              aria-label={i18n.t(deleted.length > 0 ? 'wrote.doneOf' : 'wrote.keepOf', { host })}
              disabled={isBusy}
              onClick={() => void act(service => service.settleWrote(origin), i18n.t('wrote.isKept', { host }))}
            >
              {i18n.t(deleted.length > 0 ? 'wrote.done' : 'wrote.keep')}
            </button>
          )}
          <button
            type="button"
            class="small"
            aria-label={i18n.t('wrote.exportOf', { host })}
            disabled={isBusy}
            onClick={() => void save()}
          >
            {i18n.t('wrote.export')}
          </button>
          <button
            type="button"
            class="small danger"
            aria-label={i18n.t('wrote.deleteOf', { host })}
            disabled={isBusy}
            onClick={() => {
              setAsking(true)
              void count()
            }}
          >
            {i18n.t('wrote.delete')}
          </button>
          <UndoLink origin={origin} />
        </p>
      )}
    </div>
  )
}

function Counted({ counts }: { counts: Counts }) {
  if (counts.size === 0) return <p>{i18n.t('wrote.madeNone')}</p>
  return (
    <p>
      {i18n.t('wrote.made', total(counts), { count: numberOf(total(counts)), list: listOf(counts) })}{' '}
      <span class="soft">{i18n.t('wrote.madeHint')}</span>
    </p>
  )
}

const total = (counts: Counts) => [...counts.values()].reduce((sum, count) => sum + count, 0)
const sizeOf = (batches: readonly Batch[]) => batches.reduce((sum, { ids }) => sum + ids.length, 0)
/** "12 of notes, 1 of tasks" */
const listOf = (counts: Counts) =>
  [...counts].map(([collection, count]) => i18n.t('wrote.countOf', { count: numberOf(count), collection })).join(', ')
