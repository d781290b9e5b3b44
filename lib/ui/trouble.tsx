import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { i18n } from '#i18n'
import type { Trouble, TroubleKind } from '../protocol/trouble.ts'
import { onTrouble } from './owner.ts'

const words = {
  newer: ['trouble.newer', 'trouble.newerHelps'],
  blocked: ['trouble.blocked', 'trouble.blockedHelps'],
  full: ['trouble.full', 'trouble.fullHelps'],
  broken: ['trouble.broken', 'trouble.brokenHelps'],
} as const satisfies Record<TroubleKind, readonly [string, string]>

/** A page of ours; in its place, while the store cannot be opened, why not and what helps. */
export function Frame({ children }: { children: ComponentChildren }) {
  const [found, setFound] = useState<{ trouble: Trouble; tryAgain(): void } | null>(null)
  useEffect(() => onTrouble((trouble, tryAgain) => setFound(trouble && { trouble, tryAgain })), [])
  return (
    <>
      {found && <Explained {...found} />}
      <div class="frame" hidden={found !== null}>
        {children}
      </div>
    </>
  )
}

function Explained({ trouble: { kind, detail }, tryAgain }: { trouble: Trouble; tryAgain(): void }) {
  const [what, helps] = words[kind]
  return (
    <main>
      <h1>{i18n.t('extension.name')}</h1>
      <div class="warning" role="alert">
        <p>
          <strong>{i18n.t(what)}</strong>
        </p>
        <p>{i18n.t(helps)}</p>
        <p>{i18n.t('trouble.doNotRemove')}</p>
      </div>
      <p>
        <button type="button" class="primary" onClick={tryAgain}>
          {i18n.t('trouble.tryAgain')}
        </button>
      </p>
      {detail && <p class="soft">{i18n.t('trouble.detail', { detail })}</p>}
    </main>
  )
}
