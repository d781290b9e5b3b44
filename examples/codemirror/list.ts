import type { WatchEvent } from 'allod'

export type Titles = Exclude<WatchEvent<{ title: string; body: string }>, { type: 'end' }>

/** The titles in the sidebar, kept in step with a watched query. */
export class DocumentList {
  #titles = new Map<string, string>()
  #element: HTMLElement
  #choose: (id: string) => void
  #current: string | undefined

  constructor(element: HTMLElement, choose: (id: string) => void) {
    this.#element = element
    this.#choose = choose
  }

  get first(): string | undefined {
    return this.#sorted()[0]?.[0]
  }
  has(id: string): boolean {
    return this.#titles.has(id)
  }
  title(id: string): string {
    return this.#titles.get(id) ?? ''
  }
  select(id: string): void {
    this.#current = id
    this.#show()
  }
  clear(): void {
    this.#titles.clear()
    this.#show()
  }

  add(id: string, title: string): void {
    this.#titles.set(id, title)
    this.#show()
  }
  take(event: Titles): void {
    if (event.type === 'snapshot') this.#titles.clear()
    const changes = event.type === 'snapshot' ? event.records.map(record => ({ id: record.id, record })) : event.changes
    for (const { id, record } of changes) {
      if (record)
        this.#titles.set(id, record.title ?? '') // another app may have left it out
      else this.#titles.delete(id)
    }
    this.#show()
  }

  #show(): void {
    const focused = this.#element.contains(document.activeElement) && (document.activeElement as HTMLElement).dataset.id
    this.#element.replaceChildren(
      ...this.#sorted().map(([id, title]) => {
        const button = document.createElement('button')
        button.type = 'button'
        button.dataset.id = id
        button.textContent = title || 'Untitled'
        button.onclick = () => this.#choose(id)
        if (id === this.#current) button.ariaCurrent = 'true'
        const item = document.createElement('li')
        item.append(button)
        return item
      }),
    )
    if (focused) this.#element.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus()
  }

  #sorted(): [id: string, title: string][] {
    return [...this.#titles].sort(([, a], [, b]) => a.localeCompare(b))
  }
}
