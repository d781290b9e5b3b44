import { useEffect, useRef, useState } from 'preact/hooks'
import { i18n } from '#i18n'
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
          {i18n.t('record.newRecord')}
        </h2>
        <a class="button small" href={hashOf({ section: 'data', collection })}>
          {i18n.t('dashboard.close')}
        </a>
      </div>
      <p class="soft">{i18n.t('record.newHint', { collection })}</p>
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
