import type { ComponentChildren } from 'preact'

/** Where a row leads to, or how it unfolds in its place. */
export type Leads<T> =
  | {
      hrefOf(item: T): string
      /** The key of the one that is open beside the list. */
      current?: string | undefined
      unfold?: never
    }
  | { unfold: Unfolding<T>; hrefOf?: never; current?: never }

interface Unfolding<T> {
  isOpen(item: T): boolean
  toggle(item: T): void
  /** What does not fit into a row. */
  body(item: T): ComponentChildren
}

interface Attributes {
  style: { height: string }
  tabIndex: number
  onFocus(): void
  onKeyDown(event: KeyboardEvent): void
}

type VirtualRowProps<T> = Leads<T> & {
  item: T
  isCurrent: boolean
  /** Of what has the focus: all rows are of one height, as long as they are folded. */
  attributes: Attributes
  children: ComponentChildren
}

export function VirtualRow<T>({ item, isCurrent, attributes, children, hrefOf, unfold }: VirtualRowProps<T>) {
  if (!unfold) {
    return (
      <a href={hrefOf(item)} {...attributes} {...(isCurrent ? { 'aria-current': 'true' as const } : {})}>
        {children}
      </a>
    )
  }
  const isOpen = unfold.isOpen(item)
  return (
    <>
      <button type="button" aria-expanded={isOpen} onClick={() => unfold.toggle(item)} {...attributes}>
        {children}
      </button>
      {isOpen && <div class="unfolded">{unfold.body(item)}</div>}
    </>
  )
}
