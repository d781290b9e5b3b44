import { useEffect, useRef, useState } from 'preact/hooks'
import { go, hashOf } from '../route.ts'
import type { Dashboard } from '../service.ts'
import type { Drafts } from './draft.ts'
import { Editor } from './editor.tsx'

export function NewRecord({ dashboard, collection }: { dashboard: Dashboard; collection: string }) {
  const [drafts, setDrafts] = useState<Drafts>(new Map())
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section aria-labelledby="record" class="record">
      <div class="line">
        <h2 id="record" ref={heading} tabIndex={-1}>
          New record
        </h2>
        <a class="button small" href={hashOf({ section: 'data', collection })}>
          Close
        </a>
      </div>
      <p class="soft">In {collection}. Name its fields as the sites that use this collection do.</p>
      <Editor
        fields={[]}
        drafts={drafts}
        change={setDrafts}
        save={async ({ set }) => {
          const id = await dashboard.ask(service => service.create({ collection, fields: set }))
          go({ section: 'data', collection, id })
        }}
      />
    </section>
  )
}
