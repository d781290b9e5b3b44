import { useState } from 'preact/hooks'
import type { Entry } from '../../../protocol/browse.ts'
import type { Dashboard } from '../service.ts'
import { By } from '../when.tsx'
import { useSpace } from './space.ts'
import { useLines } from './use-lines.ts'
import { VirtualList } from './virtual-list.tsx'

interface RecordRowsProps {
  dashboard: Dashboard
  collection: string
  entries: readonly Entry[]
  current: string | undefined
  label: string
}

export function RecordRows({ dashboard, collection, entries, current, label }: RecordRowsProps) {
  const [visible, setVisible] = useState<readonly Entry[]>([])
  const { hrefOf } = useSpace()
  const lines = useLines(dashboard, collection, visible)
  return (
    <VirtualList
      label={label}
      items={entries}
      keyOf={({ id }) => id}
      hrefOf={({ id }) => hrefOf(collection, id)}
      current={current}
      shows={setVisible}
      row={({ id }) => {
        const line = lines.get(id)
        if (!line) return <span class="soft">…</span>
        return (
          <>
            <span class="title">{line.title || id}</span>
            <span class="soft rest">
              <By written={line.last} />
              {line.rest && ` · ${line.rest}`}
            </span>
          </>
        )
      }}
    />
  )
}
