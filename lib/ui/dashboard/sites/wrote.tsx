import { useEffect, useState } from 'preact/hooks'
import type { SiteAccess } from '../../../protocol/owner.ts'
import { openSink } from '../../archive/sink.ts'
import { hostOf } from '../../words.ts'
import { Confirm } from '../confirm.tsx'
import type { Dashboard } from '../service.ts'
import { countOf, numberOf } from '../words.ts'
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
    await run(async work => `Exported ${countOf(await exportMade({ dashboard, origin, ...work }, sink), 'record')}.`)
  }
  const remove = async () => {
    setAsking(false)
    const gone: Batch[] = []
    const isDone = await run(
      async work => {
        await deleteMade({ dashboard, origin, ...work }, batch => gone.push(batch))
        return `Deleted ${countOf(sizeOf(gone), 'record')}.`
      },
      () => `Stopped after ${countOf(sizeOf(gone), 'record')}: these are deleted.`,
    )
    setDeleted(known => [...known, ...gone])
    setCounts(isDone ? new Map() : undefined)
  }
  const undo = () =>
    run(async work => {
      const back = await restoreMade({ dashboard, origin, ...work }, deleted)
      setDeleted([])
      setCounts(undefined)
      return `${countOf(back, 'record')} ${back === 1 ? 'is' : 'are'} back.`
    })
  const isBusy = progress !== undefined

  return (
    <div class="wrote">
      <p>
        {isRevoked && 'It can read and write nothing any more. '}
        Copies that it has made for itself cannot be called back.
      </p>
      {counts && <Counted counts={counts} />}
      {progress && <WroteProgress progress={progress} stop={stop} />}
      <p class={outcome?.isError ? 'warning' : 'soft'} role={outcome?.isError ? 'alert' : 'status'}>
        {outcome?.words}
      </p>
      {isAsking ? (
        <Confirm
          id="delete-wrote"
          question={counts ? `Delete ${countOf(total(counts), 'record')}?` : 'Delete what it made?'}
          yes="Delete them"
          isReady={counts !== undefined && total(counts) > 0 && !isBusy}
          confirm={() => void remove()}
          cancel={() => {
            if (!counts) stop()
            setAsking(false)
          }}
        >
          {counts
            ? `${listOf(counts)}. What others have written into them since goes with them. “Undo” brings them back, as long as this page stays open.`
            : 'It is being counted…'}
        </Confirm>
      ) : (
        <p class="buttons">
          {deleted.length > 0 && (
            <button type="button" class="small primary" disabled={isBusy} onClick={() => void undo()}>
              Undo
            </button>
          )}
          {isRevoked && (
            <button
              type="button"
              class="small"
              aria-label={deleted.length > 0 ? `Done with ${host}` : `Keep what ${host} wrote`}
              disabled={isBusy}
              onClick={() => void act(service => service.settleWrote(origin), `What ${host} wrote stays as it is.`)}
            >
              {deleted.length > 0 ? 'Done' : 'Keep'}
            </button>
          )}
          <button
            type="button"
            class="small"
            aria-label={`Export what ${host} wrote`}
            disabled={isBusy}
            onClick={() => void save()}
          >
            Export
          </button>
          <button
            type="button"
            class="small danger"
            aria-label={`Delete what ${host} wrote`}
            disabled={isBusy}
            onClick={() => {
              setAsking(true)
              void count()
            }}
          >
            Delete…
          </button>
        </p>
      )}
    </div>
  )
}

function Counted({ counts }: { counts: Counts }) {
  if (counts.size === 0) return <p>No record of your store was made by it.</p>
  return (
    <p>
      It made {countOf(total(counts), 'record')}: {listOf(counts)}.{' '}
      <span class="soft">Fields that it changed in records of others are not among them.</span>
    </p>
  )
}

const total = (counts: Counts) => [...counts.values()].reduce((sum, count) => sum + count, 0)
const sizeOf = (batches: readonly Batch[]) => batches.reduce((sum, { ids }) => sum + ids.length, 0)
/** "12 of notes, 1 of tasks" */
const listOf = (counts: Counts) => [...counts].map(([name, count]) => `${numberOf(count)} of ${name}`).join(', ')
