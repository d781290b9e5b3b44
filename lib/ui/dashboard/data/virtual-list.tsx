import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks'
import { type Leads, VirtualRow } from './virtual-row.tsx'

/** Of a row, in pixels: it grows with the letters. */
const heightNow = () => Math.round(3.75 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize))

type VirtualListProps<T> = Leads<T> & {
  label: string
  items: readonly T[]
  keyOf(item: T): string
  row(item: T): ComponentChildren
  /** Told of the items that are shown, and a few around them, when others are. */
  shows(items: readonly T[]): void
}

/** A list of links, or of what unfolds, of which only those in view are in the document. Arrows, Home, End and the page keys walk through. */
export function VirtualList<T>({ label, items, keyOf, row, shows, ...leads }: VirtualListProps<T>) {
  const scroller = useRef<HTMLDivElement>(null)
  const [, redraw] = useReducer<number, void>(n => n + 1, 0)
  const [active, setActive] = useState(0)
  const takesFocus = useRef(false)
  const here = Math.min(active, Math.max(0, items.length - 1))

  const rowHeight = heightNow()
  const options = {
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll<HTMLDivElement>,
    // The row that the keyboard stands on stays, or Tab would not find the list any more.
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const shown = defaultRangeExtractor(range)
      if (items.length === 0 || shown.includes(here)) return shown
      return here < (shown[0] ?? 0) ? [here, ...shown] : [...shown, here]
    },
    onChange: () => redraw(),
  }
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLElement>(options))
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]) // what was measured holds for one height
  useLayoutEffect(() => virtualizer._willUpdate())
  useEffect(() => {
    if (!takesFocus.current) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${here}"] > :is(a, button)`)
    if (!row) return
    takesFocus.current = false
    row.focus({ preventScroll: true })
  })

  const walk = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1)
    const steps: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + page,
      PageUp: here - page,
      Home: 0,
      End: items.length - 1,
    }
    const to = steps[event.key]
    if (to === undefined || items.length === 0 || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    const target = Math.max(0, Math.min(items.length - 1, to))
    takesFocus.current = true
    setActive(target)
    virtualizer.scrollToIndex(target)
  }

  const shown = virtualizer.getVirtualItems().flatMap(({ index, start }) => {
    const item = items[index]
    return item === undefined ? [] : [{ index, start, item }]
  })
  const last = useRef<readonly T[]>([])
  useEffect(() => {
    const now = shown.map(({ item }) => item)
    if (now.length === last.current.length && now.every((item, i) => item === last.current[i])) return
    last.current = now
    shows(now)
  })
  return (
    <div ref={scroller} class="scroller">
      <ul aria-label={label} style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {shown.map(({ index, start, item }) => (
          <li
            key={keyOf(item)}
            {...(leads.unfold && { ref: virtualizer.measureElement })}
            class="row"
            data-index={index}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            <VirtualRow
              {...leads}
              item={item}
              isCurrent={keyOf(item) === leads.current}
              attributes={{
                style: { height: `${rowHeight}px` },
                tabIndex: index === here ? 0 : -1,
                onFocus: () => setActive(index),
                onKeyDown: walk,
              }}
            >
              {row(item)}
            </VirtualRow>
          </li>
        ))}
      </ul>
    </div>
  )
}
